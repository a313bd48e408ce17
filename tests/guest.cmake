# Guest programs: every tests/guest/*.c is linked into one program that runs the one its first
# argument names, so that one translation serves all of them; for PowerPC, ARM and the host.
# The same expectations hold in every mode (guest/cases.txt, guest_run.c).
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
set(guest_folder ${CMAKE_CURRENT_SOURCE_DIR}/guest)
set(guest_out ${CMAKE_BINARY_DIR}/guest)
file(MAKE_DIRECTORY ${guest_out})
file(GLOB guest_sources CONFIGURE_DEPENDS ${guest_folder}/*.c)
list(REMOVE_ITEM guest_sources ${guest_folder}/multi.c)
file(GLOB ppc_sources CONFIGURE_DEPENDS ${guest_folder}/ppc/*.c)
file(GLOB arm_sources CONFIGURE_DEPENDS ${guest_folder}/arm/*.c)
set(translate_own ${CMAKE_CURRENT_SOURCE_DIR}/translate_own.sh)

add_executable(guest_run guest_run.c)
target_link_libraries(guest_run hosted)

# guest_cases(FOLDER OUT): cases and expectations as of when the programs were built.  Ahead of
# time, programs take minutes to translate; a case that is added meanwhile is in none of them.
function(guest_cases folder out)
  file(GLOB_RECURSE files CONFIGURE_DEPENDS ${folder}/cases.txt ${folder}/expect/*)
  string(MAKE_C_IDENTIFIER cases_${out} target)
  add_custom_command(OUTPUT ${out}/cases.txt DEPENDS ${files}
    COMMAND ${CMAKE_COMMAND} -E rm -rf ${out}
    COMMAND ${CMAKE_COMMAND} -E copy_directory ${folder}/expect ${out}/expect
    COMMAND sh -c "cp ${folder}/*.txt ${out}" VERBATIM)
  add_custom_target(${target} ALL DEPENDS ${out}/cases.txt)
endfunction()
set(cases ${guest_out}/cases)
set(cxx_cases ${guest_out}/cases_cxx)
guest_cases(${guest_folder} ${cases})
guest_cases(${guest_folder}/cxx ${cxx_cases})

function(skipped_test name reason)
  add_test(NAME ${name} COMMAND sh -c "echo 'skipped: ${reason}'; exit 77")
  set_tests_properties(${name} PROPERTIES SKIP_RETURN_CODE 77)
endfunction()

# guest_program(NAME COMPILER SOURCES FLAGS...): one program of the sources.
function(guest_program name compiler sources)
  set(programs "")
  set(objects "")
  foreach(source ${sources} ${guest_folder}/multi.c)
    get_filename_component(stem ${source} NAME_WE)
    set(object ${guest_out}/${name}.d/${stem}.o)
    set(more "")
    # For PIE, PowerPC has no tail calls through pointers.
    if(stem MATCHES "^(never_returns|generated_tails)$")
      set(more -fno-pie)
    endif()
    if(stem MATCHES "^unwind") # C with clean-ups, after any instruction
      set(more -fexceptions -fnon-call-exceptions)
    endif()
    if(stem STREQUAL multi)
      set(define "-DPROGRAMS=${programs}")
    else()
      set(define -Dmain=${stem}_main)
      string(APPEND programs "P(${stem}) ")
    endif()
    add_custom_command(OUTPUT ${object} DEPENDS ${source} ${guest_folder}/machine_code.h
      ${guest_folder}/never_returns.h
      COMMAND ${CMAKE_COMMAND} -E make_directory ${guest_out}/${name}.d
      COMMAND ${compiler} -std=gnu11 -w -frounding-math -funwind-tables ${more} ${ARGN}
              ${define}
              -c ${source} -o ${object} VERBATIM)
    list(APPEND objects ${object})
  endforeach()
  add_custom_command(OUTPUT ${guest_out}/${name} DEPENDS ${objects}
    COMMAND ${compiler} -static -Wl,--no-warn-rwx-segments ${objects}
            -o ${guest_out}/${name} -lm VERBATIM)
  add_custom_target(guest_${name} ALL DEPENDS ${guest_out}/${name})
endfunction()

# guest_stripped(NAME PROGRAM COMPILER): without symbols.
function(guest_stripped name program compiler)
  string(REGEX REPLACE "gcc$" "strip" strip ${compiler})
  add_custom_command(OUTPUT ${guest_out}/${name} DEPENDS ${guest_out}/${program}
    COMMAND ${strip} -o ${guest_out}/${name} ${guest_out}/${program})
  add_custom_target(guest_${name} ALL DEPENDS ${guest_out}/${name})
endfunction()

# guest_test(MODE ORACLES COMMAND...): all cases in one mode, of the guests in `of_guests`.
function(guest_test mode oracles)
  set(flags "")
  foreach(oracle ${oracles})
    list(APPEND flags -o ${oracle})
  endforeach()
  foreach(guest ${of_guests})
    list(APPEND flags -g ${guest})
  endforeach()
  add_test(NAME guest_${mode} COMMAND guest_run ${flags} ${cases} ${ARGN})
  set_tests_properties(guest_${mode} PROPERTIES TIMEOUT 600)
endfunction()

# translated(MODE COMMAND...): the command makes guest/MODE; then run all cases.  Translating
# takes all cores.
function(translated mode)
  if(NOT TARGET dbt-aot OR NOT TARGET dbt-run)
    skipped_test(guest_${mode} "no dbt-aot with a runtime in this tree")
    return()
  endif()
  add_test(NAME translate_${mode} COMMAND ${ARGN})
  guest_test(${mode} "" ${guest_out}/${mode})
  set_tests_properties(translate_${mode} PROPERTIES FIXTURES_SETUP ${mode} TIMEOUT 600
    PROCESSORS 2)
  set_tests_properties(guest_${mode} PROPERTIES FIXTURES_REQUIRED ${mode})
endfunction()

# guest_aot(MODE PROGRAM OPTIONS...): the whole program, ahead of time.
function(guest_aot mode program)
  translated(${mode} dbt-aot -Werror ${ARGN} ${guest_out}/${program}
             -o ${guest_out}/${mode})
endfunction()

# guest_common(NAME COMPILER): what guest_own leaves out, as the fixture NAME.
function(guest_common name compiler)
  add_test(NAME translate_${name}
           COMMAND ${translate_own} --common ${guest_out}/${name} ${compiler})
  set_tests_properties(translate_${name} PROPERTIES FIXTURES_SETUP ${name})
endfunction()

# guest_own(MODE PROGRAM COMMON OPTIONS...): without most of the C library, which takes the time.
function(guest_own mode program common)
  translated(${mode} ${translate_own} $<TARGET_FILE:dbt-aot> ${guest_out}/${common}
             ${guest_out}/${program} ${guest_out}/${mode} ${ARGN})
  if(TEST translate_${mode})
    set_tests_properties(translate_${mode} PROPERTIES FIXTURES_REQUIRED ${common})
  endif()
endfunction()

# guest_interpreted(MODE AOT-MODE): the program of AOT-MODE, without a dynamic translator.
function(guest_interpreted mode aot)
  if(NOT TEST translate_${aot})
    skipped_test(guest_${mode} "no translated program")
    return()
  endif()
  guest_test(${mode} "" env DBT_FALLBACK=interp ${guest_out}/${aot})
  set_tests_properties(guest_${mode} PROPERTIES FIXTURES_REQUIRED ${aot})
endfunction()

function(guest_dynamic mode program)
  if(NOT TARGET dbt-run)
    skipped_test(guest_${mode} "no dbt-run in this tree")
    return()
  endif()
  guest_test(${mode} "" $<TARGET_FILE:dbt-run> ${ARGN} ${guest_out}/${program})
endfunction()

# guest_cxx(NAME COMPILER): a program in C++, of its own as it is large.
function(guest_cxx name compiler)
  set(program ${guest_out}/${name})
  set(sources ${guest_folder}/cxx/exceptions.cc ${guest_folder}/cxx/handlers.cc)
  add_custom_command(OUTPUT ${program} DEPENDS ${sources}
    COMMAND ${compiler} -static -O2 -fnon-call-exceptions -fno-shrink-wrap ${sources}
            -o ${program} VERBATIM)
  add_custom_target(guest_${name} ALL DEPENDS ${program})
  if(TARGET dbt-run)
    add_test(NAME guest_${name}_jit COMMAND guest_run ${cxx_cases}
             $<TARGET_FILE:dbt-run> ${program})
    add_test(NAME guest_${name}_nochain COMMAND guest_run ${cxx_cases}
             $<TARGET_FILE:dbt-run> -d nochain ${program})
  endif()
  if(TARGET dbt-aot AND TARGET dbt-run)
    add_test(NAME translate_${name} COMMAND dbt-aot -O0 ${program} -o ${program}.aot)
    add_test(NAME guest_${name}_aot COMMAND guest_run ${cxx_cases} ${program}.aot)
    set_tests_properties(translate_${name} PROPERTIES FIXTURES_SETUP ${name} TIMEOUT 600
      PROCESSORS 2)
    set_tests_properties(guest_${name}_aot PROPERTIES FIXTURES_REQUIRED ${name})
  endif()
endfunction()

if(CMAKE_C_COMPILER_ID STREQUAL GNU)
  set(portable ${guest_sources})
  list(FILTER portable EXCLUDE REGEX
       "/(generated|generated_tails|unaligned|unannounced|mixed)\\.c$")
  guest_program(native ${CMAKE_C_COMPILER} "${portable}" -O2)
  guest_test(native "both;native" ${guest_out}/native)
endif()

find_program(PPC_CC powerpc-linux-gnu-gcc)
find_program(PPC_CXX powerpc-linux-gnu-g++)
find_program(QEMU_PPC qemu-ppc)
set(of_guests ppc)
if(PPC_CC)
  guest_program(ppc_O2 ${PPC_CC} "${guest_sources};${ppc_sources}" -O2)
  guest_program(ppc_O0 ${PPC_CC} "${guest_sources};${ppc_sources}" -O0)
  guest_stripped(ppc_stripped ppc_O2 ${PPC_CC})
  if(QEMU_PPC)
    guest_test(qemu "both;qemu" ${QEMU_PPC} ${guest_out}/ppc_O2)
    guest_test(qemu_O0 "both;qemu" ${QEMU_PPC} ${guest_out}/ppc_O0)
  endif()
  guest_dynamic(jit ppc_O2)
  guest_dynamic(jit_O0 ppc_O0)
  guest_dynamic(interp ppc_O2 -d interp)
  guest_dynamic(nochain ppc_O2 -d nochain)
  guest_common(common ${PPC_CC})
  guest_aot(aot_O0 ppc_O2 -O0)
  guest_aot(aot_O2 ppc_O2 -O2)
  if(thorough)
    guest_interpreted(aot_interp aot_O2)
    guest_own(aot_split ppc_O2 common -O2 --split=3)
    guest_own(aot_O1 ppc_O2 common -O1)
    guest_own(aot_O3 ppc_O2 common -O3)
    guest_aot(aot_stripped ppc_stripped -O0)
    guest_own(aot_of_O0 ppc_O0 common -O2)
  endif()
  guest_own(aot_precise ppc_O2 common -O2 --precise)
  guest_own(aot_leaving ppc_O2 common -O2 --resume=no)
else()
  skipped_test(guest "no powerpc-linux-gnu-gcc")
endif()
if(PPC_CXX)
  guest_cxx(exceptions ${PPC_CXX})
endif()

# A32 without floating point in hardware.
find_program(ARM_CC arm-linux-gnueabi-gcc)
find_program(ARM_CXX arm-linux-gnueabi-g++)
find_program(QEMU_ARM qemu-arm)
set(of_guests arm)
if(ARM_CC)
  guest_program(arm_O2 ${ARM_CC} "${guest_sources};${arm_sources}" -O2)
  guest_program(arm_O0 ${ARM_CC} "${guest_sources};${arm_sources}" -O0)
  guest_stripped(arm_stripped arm_O2 ${ARM_CC})
  if(QEMU_ARM)
    guest_test(arm_qemu "both;qemu" ${QEMU_ARM} ${guest_out}/arm_O2)
  endif()
  guest_dynamic(arm_jit arm_O2)
  guest_dynamic(arm_nochain arm_O0 -d nochain)
  guest_common(arm_common ${ARM_CC})
  guest_own(arm_aot_O2 arm_O2 arm_common -O2)
  guest_aot(arm_aot_stripped arm_stripped -O0)
  if(thorough)
    guest_dynamic(arm_interp arm_O2 -d interp)
    guest_own(arm_aot_of_O0 arm_O0 arm_common -O1)
    guest_own(arm_aot_precise arm_O2 arm_common -O2 --precise)
    guest_own(arm_aot_leaving arm_O2 arm_common -O2 --resume=no)
    guest_interpreted(arm_aot_interp arm_aot_O2)
  endif()
else()
  skipped_test(guest_arm "no arm-linux-gnueabi-gcc")
endif()
if(ARM_CXX)
  guest_cxx(arm_exceptions ${ARM_CXX})
endif()

# Thumb-2 with floating point in hardware, and in its registers over calls.
find_program(ARMHF_CC arm-linux-gnueabihf-gcc)
set(of_guests armhf arm)
if(ARMHF_CC)
  guest_program(armhf_O2 ${ARMHF_CC} "${guest_sources};${arm_sources}" -O2)
  if(QEMU_ARM)
    guest_test(armhf_qemu "both;qemu" ${QEMU_ARM} ${guest_out}/armhf_O2)
  endif()
  guest_dynamic(armhf_jit armhf_O2)
  guest_common(armhf_common ${ARMHF_CC})
  guest_own(armhf_aot_O2 armhf_O2 armhf_common -O2)
  if(thorough)
    guest_own(armhf_aot_split armhf_O2 armhf_common -O2 --split=4)
  endif()
else()
  skipped_test(guest_armhf "no arm-linux-gnueabihf-gcc")
endif()

# On a processor without AES and SHA.
if(TEST translate_armhf_aot_O2)
  add_test(NAME lacking COMMAND sh ${CMAKE_CURRENT_SOURCE_DIR}/lacking_test.sh
    ${guest_out}/armhf_aot_O2 ${cases}/expect/crypto
    $<TARGET_FILE:dbt-run> ${guest_out}/armhf_O2)
  set_tests_properties(lacking PROPERTIES SKIP_RETURN_CODE 77 TIMEOUT 300
    FIXTURES_REQUIRED armhf_aot_O2)
endif()

# Guest programs: every tests/guest/*.c is linked into one PowerPC program that runs
# the one its first argument names, so that one translation serves all of them.
# The same expectations hold in every mode (guest/cases.txt, guest_run.c).
find_program(PPC_CC powerpc-linux-gnu-gcc)
find_program(PPC_CXX powerpc-linux-gnu-g++)
find_program(PPC_STRIP powerpc-linux-gnu-strip)
find_program(QEMU_PPC qemu-ppc)

set(guest_folder ${CMAKE_CURRENT_SOURCE_DIR}/guest)
set(guest_out ${CMAKE_BINARY_DIR}/guest)
file(MAKE_DIRECTORY ${guest_out})
file(GLOB guest_sources CONFIGURE_DEPENDS ${guest_folder}/*.c)
list(REMOVE_ITEM guest_sources ${guest_folder}/multi.c)

add_executable(guest_run guest_run.c)
target_link_libraries(guest_run hosted)

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
    if(stem STREQUAL multi)
      set(define "-DPROGRAMS=${programs}")
    else()
      set(define -Dmain=${stem}_main)
      string(APPEND programs "P(${stem}) ")
    endif()
    add_custom_command(OUTPUT ${object} DEPENDS ${source}
      COMMAND ${CMAKE_COMMAND} -E make_directory ${guest_out}/${name}.d
      COMMAND ${compiler} -std=gnu11 -w -frounding-math ${ARGN} ${define}
              -c ${source} -o ${object} VERBATIM)
    list(APPEND objects ${object})
  endforeach()
  add_custom_command(OUTPUT ${guest_out}/${name} DEPENDS ${objects}
    COMMAND ${compiler} -static -Wl,--no-warn-rwx-segments ${objects}
            -o ${guest_out}/${name} -lm VERBATIM)
  add_custom_target(guest_${name} ALL DEPENDS ${guest_out}/${name})
endfunction()

# guest_test(MODE ORACLES COMMAND...): all cases in one mode.
function(guest_test mode oracles)
  set(flags "")
  foreach(oracle ${oracles})
    list(APPEND flags -o ${oracle})
  endforeach()
  add_test(NAME guest_${mode} COMMAND guest_run ${flags} ${guest_folder} ${ARGN})
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
  translated(${mode} dbt-aot ${ARGN} ${guest_out}/${program} -o ${guest_out}/${mode})
endfunction()

# guest_own(MODE PROGRAM OPTIONS...): without most of the C library, which takes the time.
function(guest_own mode program)
  translated(${mode} ${CMAKE_CURRENT_SOURCE_DIR}/translate_own.sh $<TARGET_FILE:dbt-aot>
             ${guest_out}/common ${guest_out}/${program} ${guest_out}/${mode} ${ARGN})
  if(TEST translate_${mode})
    set_tests_properties(translate_${mode} PROPERTIES FIXTURES_REQUIRED common)
  endif()
endfunction()

function(guest_dynamic mode program)
  if(NOT TARGET dbt-run)
    skipped_test(guest_${mode} "no dbt-run in this tree")
    return()
  endif()
  guest_test(${mode} "" $<TARGET_FILE:dbt-run> ${ARGN} ${guest_out}/${program})
endfunction()

# One program in C++, of its own: it is large.
function(guest_cxx)
  set(program ${guest_out}/exceptions)
  set(source ${guest_folder}/cxx/exceptions.cc)
  add_custom_command(OUTPUT ${program} DEPENDS ${source}
    COMMAND ${PPC_CXX} -static -O2 ${source} -o ${program} VERBATIM)
  add_custom_target(guest_exceptions ALL DEPENDS ${program})
  if(TARGET dbt-run)
    add_test(NAME guest_cxx_jit COMMAND guest_run ${guest_folder}/cxx
             $<TARGET_FILE:dbt-run> ${program})
  endif()
  if(TARGET dbt-aot AND TARGET dbt-run)
    add_test(NAME translate_cxx COMMAND dbt-aot -O0 ${program} -o ${program}.aot)
    add_test(NAME guest_cxx_aot COMMAND guest_run ${guest_folder}/cxx ${program}.aot)
    set_tests_properties(translate_cxx PROPERTIES FIXTURES_SETUP cxx TIMEOUT 600 PROCESSORS 2)
    set_tests_properties(guest_cxx_aot PROPERTIES FIXTURES_REQUIRED cxx)
  endif()
endfunction()

if(NOT PPC_CC)
  skipped_test(guest "no powerpc-linux-gnu-gcc")
  return()
endif()

set(portable ${guest_sources})
list(FILTER portable EXCLUDE REGEX "/(asm_[a-z]*|nans|float_traps|fault_context|generated|unannounced)\\.c$")
guest_program(ppc_O2 ${PPC_CC} "${guest_sources}" -O2)
guest_program(ppc_O0 ${PPC_CC} "${guest_sources}" -O0)
add_custom_command(OUTPUT ${guest_out}/ppc_stripped DEPENDS ${guest_out}/ppc_O2
  COMMAND ${PPC_STRIP} -o ${guest_out}/ppc_stripped ${guest_out}/ppc_O2)
add_custom_target(guest_ppc_stripped ALL DEPENDS ${guest_out}/ppc_stripped)

if(CMAKE_C_COMPILER_ID STREQUAL GNU)
  guest_program(native ${CMAKE_C_COMPILER} "${portable}" -O2)
  guest_test(native "both;native" ${guest_out}/native)
endif()
if(QEMU_PPC)
  guest_test(qemu "both;qemu" ${QEMU_PPC} ${guest_out}/ppc_O2)
  guest_test(qemu_O0 "both;qemu" ${QEMU_PPC} ${guest_out}/ppc_O0)
endif()
guest_dynamic(jit ppc_O2)
guest_dynamic(jit_O0 ppc_O0)
guest_dynamic(interp ppc_O2 -d interp)
guest_dynamic(nochain ppc_O2 -d nochain)
add_test(NAME translate_common COMMAND ${CMAKE_CURRENT_SOURCE_DIR}/translate_own.sh
         --common ${guest_out}/common)
set_tests_properties(translate_common PROPERTIES FIXTURES_SETUP common)
guest_aot(aot_O0 ppc_O2 -O0)
guest_own(aot_O1 ppc_O2 -O1)
guest_aot(aot_O2 ppc_O2 -O2)
guest_own(aot_O3 ppc_O2 -O3)
guest_aot(aot_stripped ppc_stripped -O0)
guest_own(aot_of_O0 ppc_O0 -O2)
guest_own(aot_precise ppc_O2 -O2 --precise)
if(PPC_CXX)
  guest_cxx()
endif()

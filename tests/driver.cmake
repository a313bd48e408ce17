# dbt-aot as a command, and a fuzzer for the files it reads.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
if(TARGET dbt-aot)
  add_test(NAME driver COMMAND ${CMAKE_CURRENT_SOURCE_DIR}/driver_test.sh
           $<TARGET_FILE:dbt-aot> ${CMAKE_CURRENT_BINARY_DIR}/driver)
  add_test(NAME mixed COMMAND ${CMAKE_CURRENT_SOURCE_DIR}/mixed_test.sh
           ${CMAKE_RUNTIME_OUTPUT_DIRECTORY} ${CMAKE_CURRENT_BINARY_DIR}/mixed)
  add_test(NAME linked COMMAND ${CMAKE_CURRENT_SOURCE_DIR}/linked_test.sh
           ${CMAKE_RUNTIME_OUTPUT_DIRECTORY} ${CMAKE_CURRENT_BINARY_DIR}/linked)
  add_test(NAME search COMMAND ${CMAKE_CURRENT_SOURCE_DIR}/search_test.sh
           ${CMAKE_RUNTIME_OUTPUT_DIRECTORY} ${CMAKE_CURRENT_BINARY_DIR}/search)
  add_test(NAME libraries COMMAND ${CMAKE_CURRENT_SOURCE_DIR}/libraries_test.sh
           ${CMAKE_RUNTIME_OUTPUT_DIRECTORY} ${CMAKE_CURRENT_BINARY_DIR}/libraries)
  add_test(NAME shared_libs COMMAND ${CMAKE_CURRENT_SOURCE_DIR}/shared_libs_test.sh
           ${CMAKE_RUNTIME_OUTPUT_DIRECTORY} ${CMAKE_CURRENT_BINARY_DIR}/shared_libs)
  add_test(NAME manual COMMAND ${CMAKE_CURRENT_SOURCE_DIR}/manual_test.sh ${CMAKE_BINARY_DIR})
  add_test(NAME size COMMAND ${CMAKE_CURRENT_SOURCE_DIR}/size_test.sh
           ${CMAKE_RUNTIME_OUTPUT_DIRECTORY} ${CMAKE_CURRENT_BINARY_DIR}/size)
  add_test(NAME cache COMMAND ${CMAKE_CURRENT_SOURCE_DIR}/cache_test.sh
           ${CMAKE_RUNTIME_OUTPUT_DIRECTORY} ${CMAKE_CURRENT_BINARY_DIR}/cache)
  add_test(NAME modules COMMAND ${CMAKE_CURRENT_SOURCE_DIR}/modules_test.sh
           ${CMAKE_RUNTIME_OUTPUT_DIRECTORY} ${CMAKE_CURRENT_BINARY_DIR}/modules)
  add_test(NAME handlers COMMAND ${CMAKE_CURRENT_SOURCE_DIR}/handlers_test.sh
           ${CMAKE_RUNTIME_OUTPUT_DIRECTORY} ${CMAKE_CURRENT_BINARY_DIR}/handlers)
  set_tests_properties(modules handlers PROPERTIES SKIP_RETURN_CODE 77)
  set_tests_properties(mixed linked search libraries size cache
                       PROPERTIES SKIP_RETURN_CODE 77)
  add_test(NAME names COMMAND ${CMAKE_CURRENT_SOURCE_DIR}/names_test.sh
           ${CMAKE_RUNTIME_OUTPUT_DIRECTORY} ${CMAKE_CURRENT_BINARY_DIR}/names)
  if(thorough)
    add_test(NAME shards COMMAND ${CMAKE_CURRENT_SOURCE_DIR}/shards_test.sh
             ${CMAKE_RUNTIME_OUTPUT_DIRECTORY} ${CMAKE_CURRENT_BINARY_DIR}/shards)
    set_tests_properties(shards PROPERTIES SKIP_RETURN_CODE 77)
    add_test(NAME growth COMMAND ${CMAKE_CURRENT_SOURCE_DIR}/growth.py $<TARGET_FILE:dbt-aot>
             ${CMAKE_CURRENT_BINARY_DIR}/growth 3000 12000 diamonds loops memory backwards)
    add_test(NAME time_limit COMMAND ${CMAKE_CURRENT_SOURCE_DIR}/growth.py $<TARGET_FILE:dbt-aot>
             ${CMAKE_CURRENT_BINARY_DIR}/growth limit 1048576 branches)
    add_test(NAME memory_limit COMMAND ${CMAKE_CURRENT_SOURCE_DIR}/growth.py
             $<TARGET_FILE:dbt-aot> ${CMAKE_CURRENT_BINARY_DIR}/growth.memory
             memory 1048576 calls jumps)
  endif()
  add_executable(dbt-aot-faulty ${CMAKE_SOURCE_DIR}/aot/main.c faulty.c)
  target_compile_definitions(dbt-aot-faulty PRIVATE _GNU_SOURCE)
  target_link_libraries(dbt-aot-faulty aot)
  add_test(NAME pipeline COMMAND ${CMAKE_CURRENT_SOURCE_DIR}/driver/pipeline_test.py
           ${CMAKE_RUNTIME_OUTPUT_DIRECTORY} ${CMAKE_CURRENT_BINARY_DIR}/pipeline)
  add_test(NAME jobserver COMMAND ${CMAKE_CURRENT_SOURCE_DIR}/driver/jobserver_test.py
           $<TARGET_FILE:dbt-aot-faulty> ${CMAKE_CURRENT_BINARY_DIR}/jobserver)
  add_test(NAME bug COMMAND ${CMAKE_CURRENT_SOURCE_DIR}/driver/bug_test.py
           $<TARGET_FILE:dbt-aot-faulty> ${CMAKE_CURRENT_BINARY_DIR}/bug)
  set_tests_properties(pipeline jobserver bug PROPERTIES SKIP_RETURN_CODE 77 TIMEOUT 300)
  add_test(NAME faults COMMAND ${CMAKE_CURRENT_SOURCE_DIR}/faults_test.sh
           $<TARGET_FILE:dbt-aot-faulty> ${CMAKE_CURRENT_BINARY_DIR}/faults)
endif()

# Damaged programs, translated and run; by hand: thousands.
foreach(triple powerpc-linux-gnu arm-linux-gnueabi arm-linux-gnueabihf)
  find_program(DAMAGED_${triple} ${triple}-gcc)
  if(DAMAGED_${triple})
    set(damaged ${CMAKE_CURRENT_BINARY_DIR}/damaged.${triple})
    add_custom_command(OUTPUT ${damaged}
      COMMAND ${DAMAGED_${triple}} -nostdlib -ffreestanding -O1 -static
              ${CMAKE_CURRENT_SOURCE_DIR}/mutate/program.c -lgcc -o ${damaged}
      DEPENDS mutate/program.c VERBATIM)
    list(APPEND damaged_programs ${damaged})
  endif()
endforeach()
if(damaged_programs AND TARGET dbt-aot)
  add_custom_target(damaged_programs ALL DEPENDS ${damaged_programs})
  add_test(NAME mutate COMMAND ${CMAKE_CURRENT_SOURCE_DIR}/mutate/mutate.py
           ${CMAKE_RUNTIME_OUTPUT_DIRECTORY} ${CMAKE_CURRENT_BINARY_DIR}/mutate 0 60
           ${damaged_programs})
  set_tests_properties(mutate PROPERTIES SKIP_RETURN_CODE 77)
else()
  skipped_test(mutate "no compiler for a guest")
endif()

# Both translations of them, side by side.
if(damaged_programs AND TARGET dbt-aot)
  add_test(NAME compare_run COMMAND ${CMAKE_CURRENT_SOURCE_DIR}/compare/run_test.sh
           ${CMAKE_RUNTIME_OUTPUT_DIRECTORY} ${CMAKE_CURRENT_BINARY_DIR}/compare_run
           ${damaged_programs})
else()
  skipped_test(compare_run "no compiler for a guest")
endif()

# What dbt-inspect tells of outputs.
if(TARGET dbt-inspect)
  add_test(NAME inspect COMMAND ${CMAKE_CURRENT_SOURCE_DIR}/inspect_test.py
           ${CMAKE_RUNTIME_OUTPUT_DIRECTORY} ${CMAKE_CURRENT_BINARY_DIR}/inspect
           ${damaged_programs})
  set_tests_properties(inspect PROPERTIES SKIP_RETURN_CODE 77)
endif()

# The same bytes wherever and by whomever a program is translated, and no path of the build in
# what is built; .ci/run builds dbt-aot twice for more of that.
if(TARGET dbt-aot)
  foreach(program ${damaged_programs})
    list(APPEND reproduced -O2:${program} "-O1 -g:${program}")
  endforeach()
  if(thorough)
    add_test(NAME reproducible COMMAND ${CMAKE_CURRENT_SOURCE_DIR}/reproducible_test.sh
             $<TARGET_FILE:dbt-aot> $<TARGET_FILE:dbt-aot> ${CMAKE_CURRENT_BINARY_DIR}/reproducible
             ${reproduced} -O1:${CMAKE_BINARY_DIR}/guest/ppc_O2:powerpc-linux-gnu-nm
             -O1:${CMAKE_BINARY_DIR}/guest/arm_O2:arm-linux-gnueabi-nm)
    set_tests_properties(reproducible PROPERTIES SKIP_RETURN_CODE 77)
  endif()
  add_test(NAME paths COMMAND ${CMAKE_CURRENT_SOURCE_DIR}/paths_test.sh ${CMAKE_BINARY_DIR})
endif()

# Each call of dbt-aot that can fail does, once.
if(damaged_programs AND TARGET dbt-aot)
  add_library(inject MODULE fault/inject.c)
  target_link_libraries(inject ${CMAKE_DL_LIBS})
  list(GET damaged_programs 0 program)
  add_test(NAME fault COMMAND ${CMAKE_CURRENT_SOURCE_DIR}/fault/fault_test.sh
           $<TARGET_FILE:dbt-aot> $<TARGET_FILE:inject> ${program}
           ${CMAKE_CURRENT_BINARY_DIR}/fault 1 posix_spawn fork write open mmap)
  add_test(NAME fault_rule COMMAND env "OPTIONS=-MD -MF rule"
           ${CMAKE_CURRENT_SOURCE_DIR}/fault/fault_test.sh $<TARGET_FILE:dbt-aot>
           $<TARGET_FILE:inject> ${program} ${CMAKE_CURRENT_BINARY_DIR}/fault_rule 1 write open)
  add_test(NAME cut COMMAND ${CMAKE_CURRENT_SOURCE_DIR}/fault/cut_test.sh
           $<TARGET_FILE:dbt-aot> $<TARGET_FILE:inject> ${CMAKE_CURRENT_BINARY_DIR}/cut
           "clock/10/no time to look" "statm/10/no memory to look" "statm/250/no memory left")
  set_tests_properties(cut PROPERTIES SKIP_RETURN_CODE 77)
  # A slice of the allocations; .ci/run has more.
  add_test(NAME fault_memory COMMAND ${CMAKE_CURRENT_SOURCE_DIR}/fault/fault_test.sh
           $<TARGET_FILE:dbt-aot> $<TARGET_FILE:inject> ${program}
           ${CMAKE_CURRENT_BINARY_DIR}/fault_memory 1
           malloc@main/17 malloc@worker/2999 malloc/1499)
endif()

# fuzzer(NAME LIBRARIES SOURCE...): the libFuzzer target NAME.c.  It runs for seconds here; by hand:
# NAME -max_total_time=600 CORPUS
find_program(CLANG NAMES clang-19)
function(fuzzer name libraries)
  set(sources ${CMAKE_CURRENT_SOURCE_DIR}/${name}.c ${ARGN} ${ir_sources})
  set(program ${CMAKE_RUNTIME_OUTPUT_DIRECTORY}/${name})
  add_custom_command(OUTPUT ${program} DEPENDS ${sources}
    COMMAND ${CLANG} -std=c11 -g -O1 -D_GNU_SOURCE -frounding-math
            -fsanitize=fuzzer,address,undefined -fno-sanitize-recover=all
            -I${CMAKE_SOURCE_DIR} ${sources} ${libraries} -o ${program}
    COMMENT "Building ${name}" VERBATIM)
  add_custom_target(${name} DEPENDS ${program})
  add_test(NAME build_${name}
           COMMAND ${CMAKE_COMMAND} --build ${CMAKE_BINARY_DIR} --target ${name})
  add_test(NAME ${name} COMMAND ${CMAKE_CURRENT_SOURCE_DIR}/fuzz.sh ${program}
           ${CMAKE_CURRENT_SOURCE_DIR}/${name}_seeds ${CMAKE_CURRENT_BINARY_DIR}/${name}_corpus)
  set_tests_properties(build_${name} PROPERTIES FIXTURES_SETUP ${name} TIMEOUT 600)
  set_tests_properties(${name} PROPERTIES FIXTURES_REQUIRED ${name})
endfunction()
if(thorough AND CLANG AND TARGET aot)
  foreach(name elf elf_dynamic elf_exports elf_installers elf_map elf_segments elf_sections
          eh_frame exidx names)
    list(APPEND elf_sources ${CMAKE_SOURCE_DIR}/aot/elf/${name}.c)
  endforeach()
  fuzzer(fuzz_elf "-lelf;-lm" ${elf_sources} ${lifter_sources})
  foreach(name aot/elf/pieces aot/modules/base aot/modules/ld_cache aot/modules/needs
          runtime/base/xxh3)
    list(APPEND library_sources ${CMAKE_SOURCE_DIR}/${name}.c)
  endforeach()
  fuzzer(fuzz_library "-lelf;-lm" ${library_sources} ${elf_sources} ${lifter_sources})
  fuzzer(fuzz_text "-lm" ${CMAKE_SOURCE_DIR}/runtime/base/options.c)
  set(profile_sources ${CMAKE_SOURCE_DIR}/runtime/profile/rows.c
      ${CMAKE_SOURCE_DIR}/runtime/base/sort.c ${CMAKE_SOURCE_DIR}/runtime/base/xxh3.c)
  foreach(name read program heat)
    list(APPEND profile_sources ${CMAKE_SOURCE_DIR}/aot/profile/${name}.c)
  endforeach()
  fuzzer(fuzz_profile "-lm" ${profile_sources} ${lifter_sources})
endif()

# Discovery on the guest programs of guest.cmake; what qemu executes must be found.
add_executable(discover_real discover_real.c discover_score.c qemu_trace.c)
target_link_libraries(discover_real aot)
find_program(PPC_CC powerpc-linux-gnu-gcc)
find_program(ARM_CC arm-linux-gnueabi-gcc)
find_program(QEMU_PPC qemu-ppc)
find_program(QEMU_ARM qemu-arm)

# discover_program(PROGRAM ONE_IN QEMU)
function(discover_program program one_in qemu)
  add_test(NAME discover_${program} COMMAND ${CMAKE_CURRENT_SOURCE_DIR}/discover_real.sh
           $<TARGET_FILE:discover_real> ${CMAKE_BINARY_DIR}/guest/${program} ${one_in} ${qemu})
endfunction()

if(PPC_CC)
  discover_program(ppc_O2 20 "${QEMU_PPC}")
  discover_program(ppc_O0 20 "${QEMU_PPC}")
endif()
# ARM's libraries have no unwind tables for most functions: those that are only jumped to
# belong to the ones they are jumped to from.
if(ARM_CC)
  discover_program(arm_O2 4 "${QEMU_ARM}")
endif()
# Forms of jumps that compilers make, at one level; .ci/run has all.
add_test(NAME discover_forms COMMAND ${CMAKE_CURRENT_SOURCE_DIR}/discover_forms.sh
         $<TARGET_FILE:discover_real> -O2)
set_tests_properties(discover_forms PROPERTIES SKIP_RETURN_CODE 77)
if(NOT PPC_CC AND NOT ARM_CC)
  add_test(NAME discover_real COMMAND sh -c "echo 'skipped: no compiler for a guest'; exit 77")
  set_tests_properties(discover_real PROPERTIES SKIP_RETURN_CODE 77)
endif()

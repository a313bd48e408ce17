# Random instructions against qemu.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
set(random_folder ${CMAKE_CURRENT_SOURCE_DIR}/random)

# compare_random(PROGRAM GUEST COMPILER QEMU ENTER KIND=CPU...): the program PROGRAM makes
# and checks the cases that run_cases, built for the guest, runs under qemu.  MORE_SOURCES:
# of the program.
function(compare_random program guest compiler qemu enter)
  add_executable(${program} ${random_folder}/${program}.c ${random_folder}/numbers.c
                 ${MORE_SOURCES})
  target_link_libraries(${program} lifter m aot test_dynamic)
  find_program(CC_FOR_${guest} ${compiler})
  find_program(QEMU_FOR_${guest} ${qemu})
  if(CC_FOR_${guest} AND QEMU_FOR_${guest})
    set(run_cases ${CMAKE_BINARY_DIR}/bin/run_cases.${guest})
    add_custom_command(OUTPUT ${run_cases}
      DEPENDS ${random_folder}/run_cases.c ${random_folder}/${enter} ${random_folder}/case.h
              ${random_folder}/case_arm.h ${random_folder}/data.h
      COMMAND ${CC_FOR_${guest}} -O1 -static ${random_folder}/run_cases.c
              ${random_folder}/${enter} -o ${run_cases} VERBATIM)
    add_custom_target(run_cases_${guest} ALL DEPENDS ${run_cases})
    add_test(NAME ${program} COMMAND sh ${random_folder}/random.sh $<TARGET_FILE:${program}>
      ${QEMU_FOR_${guest}} ${run_cases} 1 2000 ${ARGN})
  endif()
endfunction()

compare_random(random_insn ppc powerpc-linux-gnu-gcc qemu-ppc enter.S
               old=7400 new=e500mc float=7400 mac=440epx)
set(MORE_SOURCES ${random_folder}/choose_arm.c)
# `max` for what ARMv8 added to AArch32, which the A15 does not have.
compare_random(random_arm arm arm-linux-gnueabihf-gcc qemu-arm enter_arm.S
               a32=max t32=max vfp=max vfp32=max
               neon=max neon32=max)

# The same cases as whole programs, in which they lie as functions or are written as they run.
if(CC_FOR_arm AND QEMU_FOR_arm AND TARGET dbt-run AND TARGET dbt-aot)
  set(whole sh ${random_folder}/random_whole.sh ${CMAKE_BINARY_DIR} ${CC_FOR_arm} ${QEMU_FOR_arm})
  add_test(NAME random_arm_run COMMAND ${whole} 3 500 a32 t32 vfp32 neon32)
  add_test(NAME random_arm_aot COMMAND ${whole} 9 40 a32 t32 vfp neon)
  set_tests_properties(random_arm_run PROPERTIES TIMEOUT 300 ENVIRONMENT "MODES=interp jit copied")
  set_tests_properties(random_arm_aot PROPERTIES TIMEOUT 300 ENVIRONMENT "MODES=aot-O0 aot-O2")
endif()

# IT blocks and what may end them, with system calls, faults and signals: random_flow.sh.
add_executable(random_flow ${random_folder}/random_flow.c ${random_folder}/choose_arm.c
               ${random_folder}/numbers.c)
target_link_libraries(random_flow lifter)
if(CC_FOR_arm AND QEMU_FOR_arm AND TARGET dbt-run AND TARGET dbt-aot)
  set(flow sh ${random_folder}/random_flow.sh ${CMAKE_BINARY_DIR} ${CC_FOR_arm} ${QEMU_FOR_arm})
  set(kinds t32 a32 t32-signals a32-signals)
  add_test(NAME random_flow_run COMMAND ${flow} 1 400 ${kinds})
  add_test(NAME random_flow_aot COMMAND ${flow} 2 50 ${kinds})
  set_tests_properties(random_flow_run PROPERTIES TIMEOUT 300
                       ENVIRONMENT "MODES=interp jit nochain")
  set_tests_properties(random_flow_aot PROPERTIES TIMEOUT 300
    ENVIRONMENT "MODES=precise resume noaot aot-O0 aot-O2")
endif()

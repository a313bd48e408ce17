# Whole programs of random instructions, against qemu-ppc: random_guest/run.sh.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
file(GLOB random_guest_sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/random_guest/*.c)
add_executable(random_guest ${random_guest_sources})
target_link_libraries(random_guest lifter)
if(TARGET dbt-run AND TARGET dbt-aot)
  set(random_run ${CMAKE_CURRENT_SOURCE_DIR}/random_guest/run.sh ${CMAKE_BINARY_DIR})
  add_test(NAME random_guest_run COMMAND ${random_run} 1 1 2000 20)
  set_tests_properties(random_guest_run PROPERTIES SKIP_RETURN_CODE 77 TIMEOUT 300
    ENVIRONMENT "MODES=interp jit")
  add_test(NAME random_guest_aot COMMAND ${random_run} 2 1 150 20)
  set_tests_properties(random_guest_aot PROPERTIES SKIP_RETURN_CODE 77 TIMEOUT 300
    ENVIRONMENT "MODES=aot-O0 aot-O2")
endif()

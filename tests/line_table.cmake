# Debug information of outputs: -g of dbt-aot.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
if(TARGET dbt-aot AND damaged_programs)
  add_test(NAME debug COMMAND ${CMAKE_CURRENT_SOURCE_DIR}/debug/debug_test.py --small
    ${CMAKE_RUNTIME_OUTPUT_DIRECTORY} ${CMAKE_BINARY_DIR}/guest
    ${CMAKE_CURRENT_BINARY_DIR}/debug_scratch ${damaged_programs})
  set_tests_properties(debug PROPERTIES SKIP_RETURN_CODE 77 TIMEOUT 600)
endif()

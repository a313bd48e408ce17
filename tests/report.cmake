# What dbt-aot tells of a translation.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
if(TARGET dbt-aot)
  add_test(NAME report COMMAND ${CMAKE_CURRENT_SOURCE_DIR}/report/report_test.py
    ${CMAKE_RUNTIME_OUTPUT_DIRECTORY} ${CMAKE_CURRENT_BINARY_DIR}/report)
  set_tests_properties(report PROPERTIES SKIP_RETURN_CODE 77 TIMEOUT 300)
endif()

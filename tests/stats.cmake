# The statistics of a run, of programs that do a known thing a known number of times.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
add_test(NAME stats COMMAND ${CMAKE_CURRENT_SOURCE_DIR}/stats/stats_test.py
  ${CMAKE_RUNTIME_OUTPUT_DIRECTORY} ${CMAKE_CURRENT_BINARY_DIR}/stats)
set_tests_properties(stats PROPERTIES SKIP_RETURN_CODE 77 TIMEOUT 300)

# The page of dbt-compare; .ci/run looks at it in a browser, too.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
add_test(NAME compare_page COMMAND ${CMAKE_CURRENT_SOURCE_DIR}/compare/page_test.py
  ${CMAKE_RUNTIME_OUTPUT_DIRECTORY} ${CMAKE_CURRENT_BINARY_DIR}/compare)

# Outputs that have their libraries and data in them.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
add_test(NAME bundle COMMAND bash tests/bundle_test.sh ${CMAKE_BINARY_DIR}/bin
  ${CMAKE_BINARY_DIR}/bundle WORKING_DIRECTORY ${CMAKE_SOURCE_DIR})
set_tests_properties(bundle PROPERTIES SKIP_RETURN_CODE 77 TIMEOUT 300)

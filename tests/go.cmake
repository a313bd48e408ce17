# Go programs recover from faults by unwinding through the frame of a signal's handler.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
add_test(NAME go COMMAND sh tests/go_test.sh ${CMAKE_BINARY_DIR}/bin ${CMAKE_BINARY_DIR}/go
  WORKING_DIRECTORY ${CMAKE_SOURCE_DIR})
set_tests_properties(go PROPERTIES SKIP_RETURN_CODE 77 TIMEOUT 300)

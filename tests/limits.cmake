# Limits of memory, and calls that a seccomp filter refuses.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
add_test(NAME limits COMMAND sh tests/limits_test.sh ${CMAKE_BINARY_DIR}/bin
  ${CMAKE_BINARY_DIR}/limits WORKING_DIRECTORY ${CMAKE_SOURCE_DIR})
set_tests_properties(limits PROPERTIES SKIP_RETURN_CODE 77 TIMEOUT 300)

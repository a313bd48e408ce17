# What is installed, the build systems that use it, and completions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
set(small_guest ${CMAKE_CURRENT_BINARY_DIR}/damaged.powerpc-linux-gnu)
add_test(NAME install COMMAND ${CMAKE_CURRENT_SOURCE_DIR}/install_test.sh ${CMAKE_BINARY_DIR}
  ${CMAKE_CURRENT_BINARY_DIR}/install ${small_guest})
if(thorough)
  add_test(NAME builds COMMAND ${CMAKE_CURRENT_SOURCE_DIR}/builds_test.sh ${CMAKE_BINARY_DIR}
    ${CMAKE_CURRENT_BINARY_DIR}/builds ${small_guest}
    ${CMAKE_CURRENT_BINARY_DIR}/damaged.arm-linux-gnueabi)
  set_tests_properties(builds PROPERTIES SKIP_RETURN_CODE 77 TIMEOUT 300)
endif()
add_test(NAME binfmt COMMAND ${CMAKE_CURRENT_SOURCE_DIR}/binfmt_test.sh ${CMAKE_BINARY_DIR}
  ${CMAKE_CURRENT_BINARY_DIR}/binfmt ${small_guest}
  ${CMAKE_CURRENT_BINARY_DIR}/damaged.arm-linux-gnueabi)
add_test(NAME completions COMMAND ${CMAKE_CURRENT_SOURCE_DIR}/completion_test.py ${CMAKE_BINARY_DIR}
  ${CMAKE_CURRENT_BINARY_DIR}/completions)
set_tests_properties(binfmt completions PROPERTIES SKIP_RETURN_CODE 77)
set_tests_properties(install completions PROPERTIES TIMEOUT 300)

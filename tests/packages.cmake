# What is installed, the build systems that use it, and completions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
set(small_guest ${CMAKE_CURRENT_BINARY_DIR}/damaged.powerpc-linux-gnu)
add_test(NAME install COMMAND ${CMAKE_CURRENT_SOURCE_DIR}/install_test.sh ${CMAKE_BINARY_DIR}
  ${CMAKE_CURRENT_BINARY_DIR}/install ${small_guest})
add_test(NAME builds COMMAND ${CMAKE_CURRENT_SOURCE_DIR}/builds_test.sh ${CMAKE_BINARY_DIR}
  ${CMAKE_CURRENT_BINARY_DIR}/builds ${small_guest}
  ${CMAKE_CURRENT_BINARY_DIR}/damaged.arm-linux-gnueabi)

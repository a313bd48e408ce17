# The ARM decoder against LLVM's disassembler.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
find_library(LLVM_LIBRARY LLVM-19 PATHS /usr/lib/llvm-19/lib REQUIRED)
find_path(LLVM_INCLUDE llvm-c/Disassembler.h PATHS /usr/lib/llvm-19/include REQUIRED)
add_executable(decode_arm ${CMAKE_CURRENT_SOURCE_DIR}/decode_arm.c
               ${CMAKE_CURRENT_SOURCE_DIR}/decode_excuse.c)
target_include_directories(decode_arm SYSTEM PRIVATE ${LLVM_INCLUDE})
target_link_libraries(decode_arm lifter ${LLVM_LIBRARY})
add_test(NAME decode_arm COMMAND decode_arm)

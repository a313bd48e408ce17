# The records of blocks: their bytes, and how often they were entered, against qemu's log.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
add_test(NAME blocks COMMAND ${CMAKE_CURRENT_SOURCE_DIR}/blocks/blocks_test.py
  ${CMAKE_RUNTIME_OUTPUT_DIRECTORY} ${CMAKE_CURRENT_BINARY_DIR}/blocks)
set_tests_properties(blocks PROPERTIES SKIP_RETURN_CODE 77 TIMEOUT 300)

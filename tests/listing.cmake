# What -d in_asm and -d out_asm show, against binutils.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
if(TARGET dbt-disasm AND TARGET dbt-run)
  add_test(NAME listing COMMAND ${CMAKE_CURRENT_SOURCE_DIR}/listing/listing_test.py
    ${CMAKE_RUNTIME_OUTPUT_DIRECTORY} ${CMAKE_BINARY_DIR}/guest
    ${CMAKE_CURRENT_BINARY_DIR}/listing)
  set_tests_properties(listing PROPERTIES SKIP_RETURN_CODE 77 TIMEOUT 300)
endif()

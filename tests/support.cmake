# What several test programs share.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
add_library(test_support STATIC
  awkward.c
  compiled.c
  expression.c
  lines.c
  outcome.c
  random_block.c
)
target_link_libraries(test_support PUBLIC ir ${CMOCKA})

# LeakSanitizer reports seven blocks, only indirectly, where all lines run through all
# executors in one process; none where any one file does.  Leaks are looked for in the
# other tests; here it looks for the other errors.
if(SANITIZE AND TARGET insn_test)
  set_tests_properties(insn_test PROPERTIES ENVIRONMENT "ASAN_OPTIONS=detect_leaks=0")
endif()

# How the runtime calls the host's kernel.
add_library(host_calls STATIC ${CMAKE_SOURCE_DIR}/runtime/host/x86_64/sys.S)

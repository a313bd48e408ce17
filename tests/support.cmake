# What several test programs share.
add_library(test_support STATIC
  awkward.c
  expression.c
  lines.c
  outcome.c
  random_block.c
)
target_link_libraries(test_support PUBLIC ir ${CMOCKA})

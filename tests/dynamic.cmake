# Running blocks through the dynamic translator's back end.
add_library(test_dynamic STATIC dynamic.c)
target_link_libraries(test_dynamic PUBLIC jit)

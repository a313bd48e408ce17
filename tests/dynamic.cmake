# Running blocks through the dynamic translator's back end.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
add_library(test_dynamic STATIC dynamic.c ${CMAKE_SOURCE_DIR}/runtime/host/x86_64/cpu.c)
target_link_libraries(test_dynamic PUBLIC jit)
# Some tests link both back ends, which have one function name in common.
target_compile_definitions(jit PRIVATE lower_call=jit_lower_call)

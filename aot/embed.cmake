# embed(TARGET FILE...): puts files into a program as they are.  FILE "page.head" is the symbols
# embedded_page_head and embedded_page_head_end:
#
#   extern const char embedded_page_head[], embedded_page_head_end[];
#
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
function(embed target)
  set(text ".section .rodata\n")
  foreach(file ${ARGN})
    get_filename_component(name ${file} NAME)
    string(MAKE_C_IDENTIFIER embedded_${name} symbol)
    string(APPEND text ".globl ${symbol}, ${symbol}_end\n"
      "${symbol}: .incbin \"${file}\"\n${symbol}_end: .byte 0\n")
  endforeach()
  string(APPEND text ".section .note.GNU-stack,\"\",@progbits\n")
  set(source ${CMAKE_CURRENT_BINARY_DIR}/${target}_embedded.S)
  file(CONFIGURE OUTPUT ${source} CONTENT "${text}" @ONLY)
  set_property(SOURCE ${source} PROPERTY OBJECT_DEPENDS ${ARGN})
  target_sources(${target} PRIVATE ${source})
endfunction()

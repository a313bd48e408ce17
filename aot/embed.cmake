# embed(TARGET FILE...) puts files into a program as they are.  FILE "page.head" is the symbols
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

# Sets ${variable} to a text's SHA-256: 64 digits, four bits each, make groups of six bits.
function(sha256_base64 variable text)
  set(alphabet "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
  string(SHA256 digits "${text}")
  string(APPEND digits "00")
  set(result "")
  foreach(group RANGE 0 63 3)
    string(SUBSTRING ${digits} ${group} 3 three)
    math(EXPR first "0x${three} >> 6")
    math(EXPR second "0x${three} & 63")
    string(SUBSTRING ${alphabet} ${first} 1 a)
    string(SUBSTRING ${alphabet} ${second} 1 b)
    string(APPEND result ${a}${b})
  endforeach()
  string(SUBSTRING ${result} 0 43 result)
  set(${variable} "${result}=" PARENT_SCOPE)
endfunction()

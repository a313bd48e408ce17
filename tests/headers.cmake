# Programs with random ELF headers, as Linux for ARM loads them (headers/expected).
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
set(headers_folder ${CMAKE_CURRENT_SOURCE_DIR}/headers)
set(headers_out ${CMAKE_BINARY_DIR}/headers)
file(MAKE_DIRECTORY ${headers_out})
add_executable(headers ${headers_folder}/headers.c ${headers_folder}/make.c
               ${headers_folder}/describe.c)
target_link_libraries(headers hosted)
set_target_properties(headers PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${headers_out})

set(headers_flags -std=gnu11 -O1 -ffreestanding -fno-pic -fno-pie -no-pie -fno-stack-protector
    -fno-asynchronous-unwind-tables -fno-toplevel-reorder -fno-tree-loop-distribute-patterns
    -nostdlib -static -Wl,--build-id=none -I${CMAKE_SOURCE_DIR})

# headers_guest(GUEST COMPILER): what the cases need of a guest, and the tests.
function(headers_guest guest compiler)
  find_program(CC_OF_HEADERS_${guest} ${compiler})
  set(cc ${CC_OF_HEADERS_${guest}})
  if(NOT cc)
    skipped_test(headers_${guest} "no ${compiler}")
    return()
  endif()
  string(REGEX REPLACE "gcc$" "objcopy" objcopy ${cc})
  set(probe ${headers_out}/probe.${guest})
  set(execute ${headers_out}/execute.${guest})
  add_custom_command(OUTPUT ${probe} DEPENDS ${headers_folder}/probe.c ${headers_folder}/headers.h
    COMMAND ${cc} ${ARGN} ${headers_flags} -Wl,-Ttext=0,-e,_start ${headers_folder}/probe.c
            -o ${probe}.elf
    COMMAND ${objcopy} -O binary -j .text ${probe}.elf ${probe} VERBATIM)
  add_custom_command(OUTPUT ${execute} DEPENDS ${headers_folder}/execute.c
    COMMAND ${cc} ${ARGN} ${headers_flags} -Wl,-Ttext-segment=0x60000000 ${headers_folder}/execute.c
            -o ${execute} VERBATIM)
  add_custom_target(headers_${guest} ALL DEPENDS ${probe} ${execute})
  if(NOT TARGET dbt-run OR NOT TARGET dbt-aot)
    return()
  endif()
  set(check ${headers_folder}/check.sh ${CMAKE_RUNTIME_OUTPUT_DIRECTORY} ${headers_out}
      ${headers_out} ${guest})
  add_test(NAME headers_${guest}_run COMMAND ${check} run 0 200)
  add_test(NAME headers_${guest}_aot COMMAND ${check} aot 0 30)
  add_test(NAME headers_${guest}_loaded COMMAND ${check} aot-loaded 30 30)
endfunction()

headers_guest(ppc powerpc-linux-gnu-gcc)
headers_guest(arm arm-linux-gnueabi-gcc -marm)

# The Linux layer hosted, for its unit tests; and the proof of what it declares of
# each guest's kernel interface against that guest's own headers.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
file(GLOB_RECURSE linux_sources CONFIGURE_DEPENDS
  ${CMAKE_SOURCE_DIR}/runtime/linux/*.c)
add_library(linux_layer OBJECT ${linux_sources} ${CMAKE_SOURCE_DIR}/runtime/memory/root.c
  ${CMAKE_SOURCE_DIR}/runtime/memory/path.c
  ${CMAKE_SOURCE_DIR}/runtime/memory/bundle.c ${CMAKE_SOURCE_DIR}/runtime/memory/bundle_file.c
  ${CMAKE_SOURCE_DIR}/runtime/host/x86_64/cpu.c
  ${CMAKE_SOURCE_DIR}/runtime/base/errors.c ${CMAKE_SOURCE_DIR}/runtime/base/text.c
  ${CMAKE_SOURCE_DIR}/runtime/program.c ${CMAKE_SOURCE_DIR}/runtime/os.c linux_stubs.c)
target_link_libraries(linux_layer PUBLIC lifter host_calls)
target_include_directories(linux_layer PRIVATE ${CMAKE_BINARY_DIR})
add_dependencies(linux_layer vdso_headers)

add_executable(layout_host layout_host.c)
target_link_libraries(layout_host linux_layer)
set(triple_ppc powerpc-linux-gnu)
set(triple_arm arm-linux-gnueabi)
foreach(guest ppc arm)
  find_program(CC_${guest} ${triple_${guest}}-gcc)
  find_program(QEMU_${guest} qemu-${guest})
  if(CC_${guest} AND QEMU_${guest})
    add_test(NAME layout/${guest}
      COMMAND sh tests/layout.sh ${guest} ${CC_${guest}} ${QEMU_${guest}}
              $<TARGET_FILE:layout_host>
      WORKING_DIRECTORY ${CMAKE_SOURCE_DIR})
  else()
    skipped_test(layout/${guest} "no ${triple_${guest}}-gcc or qemu-${guest}")
  endif()
endforeach()

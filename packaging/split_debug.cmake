# split_debug.cmake -- at the end of `cmake --install`: strips the programs in bin, and puts their
# debug symbols where debuggers look for them, lib/debug/.build-id/XX/REST.debug.
#
# A component of its own ("strip"), so that packagers who install component by component get
# programs with symbols, and split them in their own way (dh_strip, cpack).
#
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
function(run)
  execute_process(COMMAND ${ARGV} COMMAND_ERROR_IS_FATAL ANY)
endfunction()

# build_id(FILE VARIABLE): of an ELF file, in hexadecimal digits; empty if it is none.
function(build_id file variable)
  set(${variable} "" PARENT_SCOPE)
  file(READ ${file} magic LIMIT 4 HEX)
  if(magic STREQUAL "7f454c46")
    execute_process(COMMAND ${READELF} -n ${file} OUTPUT_VARIABLE notes COMMAND_ERROR_IS_FATAL ANY)
    if(NOT notes MATCHES "Build ID: ([0-9a-f][0-9a-f])([0-9a-f]+)")
      message(FATAL_ERROR "${file}: no build id, by which its debug symbols would be found")
    endif()
    set(${variable} ${CMAKE_MATCH_1}/${CMAKE_MATCH_2} PARENT_SCOPE)
  endif()
endfunction()

# A file is new when it comes here, with its symbols: stripping changes its time, by which
# file(INSTALL) knows that it must copy it again.
foreach(installed ${CMAKE_INSTALL_MANIFEST_FILES})
  set(file "$ENV{DESTDIR}${installed}")
  if(installed MATCHES "/bin/[^/]+$" AND NOT IS_SYMLINK ${file})
    build_id(${file} id)
    if(id)
      set(symbols ${CMAKE_INSTALL_PREFIX}/lib/debug/.build-id/${id}.debug)
      get_filename_component(folder "$ENV{DESTDIR}${symbols}" DIRECTORY)
      file(MAKE_DIRECTORY ${folder})
      run(${OBJCOPY} --only-keep-debug ${file} $ENV{DESTDIR}${symbols})
      run(${OBJCOPY} --strip-unneeded ${file})
      file(CHMOD $ENV{DESTDIR}${symbols} PERMISSIONS OWNER_READ OWNER_WRITE GROUP_READ WORLD_READ)
      list(APPEND CMAKE_INSTALL_MANIFEST_FILES ${symbols})
    endif()
  endif()
endforeach()

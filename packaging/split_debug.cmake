# split_debug.cmake -- at the end of `cmake --install`: strips the programs in bin, and puts their
# debug symbols where debuggers look for them, lib/debug/.build-id/XX/REST.debug.
#
# A component of its own ("strip"), so that packagers who install component by component get
# programs with symbols, and split them in their own way (dh_strip, cpack).
#
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
set(ENV{LC_ALL} C) # for what readelf says

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

# has_symbols(FILE VARIABLE)
function(has_symbols file variable)
  execute_process(COMMAND ${READELF} -SW ${file} OUTPUT_VARIABLE sections
    COMMAND_ERROR_IS_FATAL ANY)
  string(FIND "${sections}" " .symtab " found)
  string(COMPARE GREATER ${found} -1 found)
  set(${variable} ${found} PARENT_SCOPE)
endfunction()

# split(FILE SYMBOLS): moves the symbols of FILE to SYMBOLS.
function(split file symbols)
  get_filename_component(folder ${symbols} DIRECTORY)
  file(MAKE_DIRECTORY ${folder})
  run(${OBJCOPY} --only-keep-debug ${file} ${symbols})
  run(${OBJCOPY} --strip-unneeded ${file})
  file(CHMOD ${symbols} PERMISSIONS OWNER_READ OWNER_WRITE GROUP_READ WORLD_READ)
endfunction()

foreach(installed ${CMAKE_INSTALL_MANIFEST_FILES})
  set(file "$ENV{DESTDIR}${installed}")
  if(installed MATCHES "/bin/[^/]+$" AND NOT IS_SYMLINK ${file})
    build_id(${file} id)
    if(id)
      set(symbols ${CMAKE_INSTALL_PREFIX}/lib/debug/.build-id/${id}.debug)
      # One that file(INSTALL) takes for up to date was split before.
      has_symbols(${file} whole)
      if(whole)
        split(${file} $ENV{DESTDIR}${symbols})
      endif()
      list(APPEND CMAKE_INSTALL_MANIFEST_FILES ${symbols})
    endif()
  endif()
endforeach()

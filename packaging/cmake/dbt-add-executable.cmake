# dbt_add_executable(NAME INPUT PROGRAM [OUTPUT FILE] [OPTIONS OPTION...]
#                    [PROFILE FILE] [ROOT FOLDER] [DEPENDS FILE...])
#
# Translates PROGRAM, a file or a target of this project, to FILE (default: NAME in
# CMAKE_RUNTIME_OUTPUT_DIRECTORY, or in bin in the current binary folder), as part of `all`.
# OPTIONS go to dbt-aot as they are.  FILE is made again if PROGRAM, PROFILE, a file of DEPENDS,
# dbt-aot itself or its runtime changed and, if dbt-aot has -MD, whatever else it reads.
#
# The target NAME makes the output; the imported executable dbt::NAME is it, for
# add_test(NAME ... COMMAND dbt::NAME) and install(PROGRAMS $<TARGET_FILE:dbt::NAME> ...).
#
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
cmake_policy(PUSH)
cmake_policy(VERSION 3.20)

# dbt_aot_find_input(VARIABLE PROGRAM): the path of a file or a target's file.
function(dbt_aot_find_input variable program)
  if(TARGET ${program})
    set(path $<TARGET_FILE:${program}>)
  else()
    get_filename_component(path "${program}" ABSOLUTE BASE_DIR "${CMAKE_CURRENT_SOURCE_DIR}")
    if(NOT EXISTS "${path}") # another command makes it
      get_filename_component(path "${program}" ABSOLUTE BASE_DIR "${CMAKE_CURRENT_BINARY_DIR}")
    endif()
  endif()
  set(${variable} "${path}" PARENT_SCOPE)
endfunction()

# dbt_aot_find_output(VARIABLE NAME FILE): where the output goes; FILE may be empty.
function(dbt_aot_find_output variable name file)
  set(folder "${CMAKE_CURRENT_BINARY_DIR}/bin")
  if(CMAKE_RUNTIME_OUTPUT_DIRECTORY)
    set(folder "${CMAKE_RUNTIME_OUTPUT_DIRECTORY}")
  endif()
  if(NOT file)
    set(file "${folder}/${name}")
  endif()
  get_filename_component(path "${file}" ABSOLUTE BASE_DIR "${CMAKE_CURRENT_BINARY_DIR}")
  get_filename_component(folder "${path}" DIRECTORY)
  # Build tools know targets and files by one kind of name.
  foreach(folder "${CMAKE_CURRENT_BINARY_DIR}" "${CMAKE_BINARY_DIR}")
    if(path STREQUAL "${folder}/${name}")
      message(FATAL_ERROR "dbt_add_executable(${name}): the output ${path} would have the name of "
                          "the target; put it into another folder by OUTPUT")
    endif()
  endforeach()
  file(MAKE_DIRECTORY "${folder}")
  set(${variable} "${path}" PARENT_SCOPE)
endfunction()

function(dbt_add_executable name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "INPUT;OUTPUT;PROFILE;ROOT" "OPTIONS;DEPENDS")
  if(arg_UNPARSED_ARGUMENTS)
    message(FATAL_ERROR "dbt_add_executable(${name}): unknown: ${arg_UNPARSED_ARGUMENTS}")
  elseif(NOT arg_INPUT)
    message(FATAL_ERROR "dbt_add_executable(${name}): no INPUT, the program to translate")
  endif()
  dbt_aot_find_input(input "${arg_INPUT}")
  dbt_aot_find_output(output ${name} "${arg_OUTPUT}")
  set(options ${arg_OPTIONS})
  set(depfile)
  if(arg_ROOT)
    list(APPEND options "--root=${arg_ROOT}")
  endif()
  if(arg_PROFILE)
    if(NOT "--profile" IN_LIST DBT_AOT_OPTIONS)
      message(FATAL_ERROR "dbt_add_executable(${name}): this dbt-aot takes no PROFILE")
    endif()
    dbt_aot_find_input(profile "${arg_PROFILE}")
    list(APPEND options "--profile=${profile}")
    list(APPEND arg_DEPENDS "${profile}")
  endif()
  if("-MD" IN_LIST DBT_AOT_OPTIONS)
    list(APPEND options -MD -MF "${output}.d")
    set(depfile DEPFILE "${output}.d")
  endif()
  add_custom_command(OUTPUT "${output}"
    COMMAND dbt-aot::dbt-aot ${options} "${input}" -o "${output}"
    DEPENDS "${input}" ${arg_DEPENDS} $<TARGET_FILE:dbt-aot::dbt-aot> ${DBT_AOT_RUNTIME}
    ${depfile} COMMENT "Translating ${name}" VERBATIM)
  add_custom_target(${name} ALL DEPENDS "${output}")
  add_executable(dbt::${name} IMPORTED GLOBAL)
  set_target_properties(dbt::${name} PROPERTIES IMPORTED_LOCATION "${output}")
  add_dependencies(dbt::${name} ${name})
endfunction()

cmake_policy(POP)

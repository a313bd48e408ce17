# What each folder may use of the others, by includes and by the objects' references.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
set(objects)
foreach(target runtime=runtime/CMakeFiles/runtime-v3-objects aot=aot/CMakeFiles/aot
        aot=aot/CMakeFiles/workspace aot/compare=aot/compare/CMakeFiles/compare
        aot/inspect=aot/inspect/CMakeFiles/inspect
        .=CMakeFiles/lifter .=CMakeFiles/ir)
  string(REPLACE "=" "=${CMAKE_BINARY_DIR}/" target ${target})
  list(APPEND objects ${target}.dir)
endforeach()
add_test(NAME layering COMMAND ${CMAKE_CURRENT_SOURCE_DIR}/layering.py ${objects})
add_test(NAME sources COMMAND ${CMAKE_CURRENT_SOURCE_DIR}/sources.sh)

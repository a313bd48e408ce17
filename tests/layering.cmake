add_test(NAME layering COMMAND ${CMAKE_CURRENT_SOURCE_DIR}/layering.sh)

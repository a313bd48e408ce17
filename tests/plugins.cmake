# Programs that load plugins, compared with qemu-user.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
if(TARGET dbt-aot AND TARGET dbt-run)
  add_test(NAME plugins COMMAND ${CMAKE_CURRENT_SOURCE_DIR}/plugins/plugins_test.sh
           ${CMAKE_RUNTIME_OUTPUT_DIRECTORY} ${CMAKE_CURRENT_BINARY_DIR}/plugins)
  set_tests_properties(plugins PROPERTIES SKIP_RETURN_CODE 77 TIMEOUT 300)
endif()

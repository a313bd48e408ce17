# Profiles of runs: what is written, and when; and translations with any profile.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
add_test(NAME profile COMMAND ${CMAKE_CURRENT_SOURCE_DIR}/profile/profile_test.py
  ${CMAKE_RUNTIME_OUTPUT_DIRECTORY} ${CMAKE_CURRENT_BINARY_DIR}/profile)
set_tests_properties(profile PROPERTIES SKIP_RETURN_CODE 77 TIMEOUT 300)
add_test(NAME profile_use COMMAND ${CMAKE_CURRENT_SOURCE_DIR}/profile/use_test.py
  ${CMAKE_RUNTIME_OUTPUT_DIRECTORY} ${CMAKE_CURRENT_BINARY_DIR}/profile_use)
set_tests_properties(profile_use PROPERTIES SKIP_RETURN_CODE 77 TIMEOUT 300)
# A slice; .ci/run has more.
add_test(NAME profile_hostile COMMAND ${CMAKE_CURRENT_SOURCE_DIR}/profile/hostile_test.py
  ${CMAKE_RUNTIME_OUTPUT_DIRECTORY} ${CMAKE_CURRENT_BINARY_DIR}/profile_hostile 4)
set_tests_properties(profile_hostile PROPERTIES SKIP_RETURN_CODE 77 TIMEOUT 300)

# What the runtime's threads share, under ThreadSanitizer, which goes with no other
# sanitizer.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
include(CheckCSourceCompiles)
set(CMAKE_REQUIRED_FLAGS -fsanitize=thread)
check_c_source_compiles("int main(void) { return 0; }" HAS_THREAD_SANITIZER)
unset(CMAKE_REQUIRED_FLAGS)
if(SANITIZE)
  skipped_test(race_check "other sanitizers are on")
elseif(NOT HAS_THREAD_SANITIZER)
  skipped_test(race_check "the compiler has no ThreadSanitizer")
else()
  set(of_runtime code/cache code/parked code/mixed code/invalidate code/blocks code/code
      code/views world lock base/alloc base/reserve stats base/tally)
  list(TRANSFORM of_runtime PREPEND ${CMAKE_SOURCE_DIR}/runtime/)
  list(TRANSFORM of_runtime APPEND .c)
  add_executable(race_check race_check.c ${of_runtime})
  target_link_libraries(race_check host_calls)
  target_compile_options(race_check PRIVATE -fsanitize=thread -O1)
  target_compile_definitions(race_check PRIVATE HOSTED_THREADS _GNU_SOURCE)
  target_link_options(race_check PRIVATE -fsanitize=thread)
  add_test(NAME race_check COMMAND race_check)
endif()

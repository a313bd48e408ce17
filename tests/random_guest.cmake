# Whole programs of random instructions, against qemu-ppc: random_guest/run.sh.
file(GLOB random_guest_sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/random_guest/*.c)
add_executable(random_guest ${random_guest_sources})
target_link_libraries(random_guest lifter)

# Random PowerPC instructions against qemu-ppc.
add_executable(random_insn ${CMAKE_CURRENT_SOURCE_DIR}/random/random_insn.c)
target_link_libraries(random_insn lifter m aot test_dynamic)
find_program(PPC_CC powerpc-linux-gnu-gcc)
find_program(QEMU_PPC qemu-ppc)
if(PPC_CC AND QEMU_PPC)
  set(random_folder ${CMAKE_CURRENT_SOURCE_DIR}/random)
  set(run_cases ${CMAKE_BINARY_DIR}/bin/run_cases.ppc)
  add_custom_command(OUTPUT ${run_cases}
    DEPENDS ${random_folder}/run_cases.c ${random_folder}/enter.S ${random_folder}/case.h
    COMMAND ${PPC_CC} -O1 -static -mcpu=powerpc ${random_folder}/run_cases.c
            ${random_folder}/enter.S -o ${run_cases} VERBATIM)
  add_custom_target(run_cases ALL DEPENDS ${run_cases})
  add_test(NAME random_insn COMMAND sh ${random_folder}/random.sh $<TARGET_FILE:random_insn>
    ${QEMU_PPC} ${run_cases} 1 2000)
endif()

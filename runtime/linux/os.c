/* os.c -- the functions by which the runtime's core uses the Linux layer.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "runtime/linux/file/proc_text.h"
#include "runtime/linux/linux.h"

static void start(Thread *t, const Loaded *loaded, char **argv, char **env,
                  const u64 *auxv)
{
    linux_first_stack(t, loaded, argv, env, auxv);
    linux_init(t);
}

const Os linux_os = {
    .start = start,
    .end_thread = linux_end,
    .end_process = linux_end_process,
    .call_begin = linux_call_begin,
    .call_end = linux_call_end,
    .call_fault = linux_call_fault,
    .deliver = linux_deliver,
    .frame_fault = linux_frame_fault,
    .float_traps = linux_float_traps,
    .float_code = linux_float_code,
    .mapped_files = proc_mapped_files,
    .align_address = linux_align_address,
};

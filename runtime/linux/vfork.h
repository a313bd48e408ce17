/* vfork.h -- a child that shares the parent's memory till it executes a program. */
#ifndef RUNTIME_LINUX_VFORK_H
#define RUNTIME_LINUX_VFORK_H

#include "runtime/linux/syscall.h"

/*
 * clone with CLONE_VM and CLONE_VFORK.  The child goes on in guest code, on guest
 * stack `stack` if that is not 0, and does not come back; the parent gets its pid
 * when the child has executed or ended, with all as it left it but guest memory.
 */
i64 vfork_process(Call *c, u64 host_flags, void (*start)(Call *c));

#endif

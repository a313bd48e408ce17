/*
 * views.h -- memory for host code, mapped twice: in a view to run it and a view to
 * write it, so that no page is ever writable and executable.
 *
 *      TwoViews views;
 *      i64 error = views_make(&views, NULL, size);
 *      memcpy(views.write, code, size);
 *      views_place(&views, at, NULL);          the code takes the place of what was at
 * `at` views_drop_write(&views);
 *
 * The second view comes of an mremap of size 0, since perf finds the code of anonymous
 * memory only.  Where that is refused (seccomp, valgrind, qemu-user), both views are of
 * one memfd.
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#ifndef RUNTIME_CODE_VIEWS_H
#define RUNTIME_CODE_VIEWS_H

#include "ir/base.h"

typedef struct {
    u8 *run, *write;
    u64 size;
    i64 fd; /* the memfd; -1 if there is none, or views_close closed it */
} TwoViews;

/* Maps `size` bytes of zeros twice; the view to run at the host address `at`, in place
 * of what is there, or anywhere if that is NULL.  Returns 0 or a negated error number.
 */
i64 views_make(TwoViews *views, u8 *at, u64 size);
/* Closes the memfd; views_place is not to be called any more. */
void views_close(TwoViews *views);
/* Moves the view to run to `run` and, unless `write` is NULL, the other to `write`, in
 * place of what is there, at once.  Returns 0 or a negated error number. */
i64 views_place(TwoViews *views, u8 *run, u8 *write);
/* Unmaps the view to write, or both views, and closes the memfd. */
void views_drop_write(TwoViews *views);
void views_drop(TwoViews *views);

#endif

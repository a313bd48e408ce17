/*
 * workspace.h -- the directory beside the output where it is put together, so that the
 * finished file appears at once or not at all.
 *
 *      Workspace w;
 *      const char *wrong = workspace_open(&w, "prog");
 *      ... write the file workspace_path(&w, "out") ...
 *      if (!wrong) wrong = workspace_finish(&w, "out", 0777);
 *      workspace_close(&w);          -- nothing is left, but for prog if finished
 *
 * A signal that ends the process (SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGXCPU, SIGXFSZ, a
 * crash) leaves nothing either.  What SIGKILL leaves, the next run removes.
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#ifndef AOT_WORKSPACE_H
#define AOT_WORKSPACE_H

#include "ir/base.h"

typedef struct {
    const char *output; /* as the user gave it */
    char *target;       /* the file that is replaced; NULL: it is written to `stream` */
    int stream;         /* what can only be written to; -1: none */
    int lock;           /* of the directory, held for as long as the process lives */
    char *dir;
    const char *added, *suffix; /* a second file, and what its name ends in; or NULL */
    int slot;                   /* of the list of open directories; -1: none */
    bool finished;              /* the output was replaced */
    char path[4200];
    char error[400];
} Workspace;

/* Makes the directory, beside `output`.  If `output` is a link, what it leads to is
 * replaced, and the link stays.  If it is "-", the standard output, or what is no
 * regular file, the finished file is written to it; the directory is in $TMPDIR or /tmp
 * then. Removes directories there that processes left which were killed.  This and
 * workspace_finish return NULL, or what is wrong, as one line that lives as long as
 * `w`.  At most four workspaces can be open at a time, also one within another. */
const char *workspace_open(Workspace *w, const char *output);
/* The path of file `name` in it; valid until the next call. */
const char *workspace_path(Workspace *w, const char *name);
/* Has workspace_finish also move file `name` beside the output, under the output's name
 * with `suffix`.  An output that can only be written to has no place for it, which is
 * an error. */
const char *workspace_add(Workspace *w, const char *name, const char *suffix);
/* Moves file `name` to the output, with permissions `mode` less the umask, or writes it
 * there.  If that fails, the file that was added does not appear either. */
const char *workspace_finish(Workspace *w, const char *name, unsigned mode);
/* Removes an output that workspace_finish has put in its place, because something that
 * belongs to it failed afterwards. */
void workspace_undo(Workspace *w);
/* Returns an error: the output cannot be written, and why. */
const char *workspace_refuse(Workspace *w, const char *why);
/* Removes the directory and all that is in it. */
void workspace_close(Workspace *w);

#endif

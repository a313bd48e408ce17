/* selection.h -- which functions --functions=FILE asks for. */
#ifndef AOT_SELECTION_H
#define AOT_SELECTION_H

#include "lifter/discover.h"

/* Leave in the program only the functions the file lists, by name or address, one a
 * line.  NULL, or what is wrong, in `text`. */
const char *selection_apply(Program *program, const char *path, char *text,
                            size_t room);

#endif

/* part.c -- what is inside an output, and under which licence.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "aot/inspect/show.h"

const Part part[NUM_PARTS] = {
    [PART_RUNTIME] = {"Runtime", "dbt-aot runtime", "Apache-2.0 WITH LLVM-exception",
                      "linked in; no C library and no part of LLVM"},
    [PART_TRANSLATION] = {"Translation", "translated code", "NOASSERTION",
                          "made from the guest program and libraries, and under their "
                          "licences"},
    [PART_GUEST] = {"Guest", "guest program", "NOASSERTION",
                    "its file, or what is loaded of it, and names of its functions"},
    [PART_BUNDLE] = {"Bundle", "bundle", "NOASSERTION",
                     "files that the guest program sees, each under its own licence"},
};

bool part_is_in(const Output *o, u32 which)
{
    return (which != PART_RUNTIME || o->note.runtime_sha256) &&
           (which != PART_BUNDLE || o->note.bundle_sha256);
}

const char *part_sha256(const Output *o, u32 which)
{
    return which == PART_RUNTIME  ? o->note.runtime_sha256
           : which == PART_GUEST  ? o->note.guest_sha256
           : which == PART_BUNDLE ? o->note.bundle_sha256
                                  : NULL;
}

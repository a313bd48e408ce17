/* dump.h -- guest code as -d in_asm and -d op show it. */
#ifndef AOT_DUMP_H
#define AOT_DUMP_H

#include "aot/settings.h"
#include "lifter/discover.h"

/* To stderr; what else `dump` asks for is left to aot_compile. */
void dump_program(const Guest *guest, const Image *image, const Program *program,
                  u32 dump);

#endif

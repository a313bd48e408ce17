/* spelling.c -- the options that decide what the output is, each spelled in one way.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "aot/spelling.h"

#include <stdarg.h>

char *spelling_new(const char *format, ...)
{
    va_list list;

    va_start(list, format);
    int length = base_vformat(NULL, 0, format, list);
    va_end(list);
    char *text = base_alloc((size_t)length + 1);
    va_start(list, format);
    base_vformat(text, (size_t)length + 1, format, list);
    va_end(list);
    return text;
}

static char *number(const char *word, unsigned value)
{
    return value ? spelling_new("%s=%u", word, value) : NULL;
}

static char *word(const Options *o, OptionId id, const char *text)
{
    return options_times(o, id) ? spelling_new("%s", text) : NULL;
}

char *spelling_of(const Options *o, OptionId id)
{
    switch (id) {
    case OPTION_OPTIMISE: return spelling_new("-O%u", o->aot.level);
    case OPTION_MARCH: return spelling_new("-march=x86-64-v%u", options_cpu_level(o));
    case OPTION_ROOT:
        return options_value(o, id) && !options_times(o, OPTION_BUNDLE)
                   ? spelling_new("--root=%s", options_value(o, id))
                   : NULL;
    case OPTION_PRECISE: return word(o, id, "--precise");
    case OPTION_RESUME:
        return o->resume
                   ? spelling_new("--resume%s", o->resume == RESUME_NO ? "=no" : "")
                   : NULL;
    case OPTION_FALLBACK:
        return o->aot.fallback ? spelling_new("--fallback=%s", options_value(o, id))
                               : NULL;
    case OPTION_FUNCTIONS: return word(o, id, "--functions");
    case OPTION_PROFILE: return word(o, id, "--profile");
    case OPTION_COLD:
        return o->cold ? spelling_new("--cold=%s", options_value(o, id)) : NULL;
    case OPTION_COUNT: return word(o, id, "--count");
    case OPTION_NO_AOT: return word(o, id, "--no-aot");
    case OPTION_BUNDLE: return word(o, id, "--bundle");
    case OPTION_BUNDLE_FILE: /* paths of this machine; what is in the bundle is told */
        return word(o, id, "--bundle-file");
    case OPTION_NO_GUEST_FILE: return word(o, id, "--no-guest-file");
    case OPTION_EMIT:
        return options_value(o, id) ? spelling_new("--emit=%s", options_value(o, id))
                                    : NULL;
    case OPTION_TIME_LIMIT: return number("--time-limit", o->aot.seconds);
    case OPTION_MEMORY_LIMIT: return number("--memory-limit", o->aot.memory);
    case OPTION_SPLIT: return number("--split", o->aot.split);
    case OPTION_SHARED_LIBS:
        return options_value(o, id)
                   ? spelling_new("--shared-libs=%s", options_value(o, id))
                   : NULL;
    case OPTION_LIBRARY: return word(o, id, "--library");
    case OPTION_BASE: return o->base ? spelling_new("--base=0x%08x", o->base) : NULL;
    case OPTION_WITH: /* the list of libraries tells of them */
    case OPTION_NO_LIBRARIES:
    case OPTION_DEBUG_INFO: /* what is loaded is the same with and without */
    case OPTION_COMPILE:    /* --emit=obj */
    case OPTION_SHARDS:     /* the output is the same without */
    case OPTION_SHARD:
    case OPTION_LINK_SHARDS:
    case OPTION_CACHE:
    case OPTION_CACHE_SIZE:
    case OPTION_WARN:
    case OPTION_FAIL_IF:
    case OPTION_FORMAT:
    case OPTION_DEPENDS:
    case OPTION_DEPENDS_FILE:
    case OPTION_DEPENDS_TARGET:
    case OPTION_DEPENDS_PHONY:
    case OPTION_DRY_RUN:
    case OPTION_COMMANDS:
    case OPTION_SAVE_TEMPS:
    case OPTION_OUTPUT:
    case OPTION_JOBS:
    case OPTION_VERBOSE:
    case OPTION_REPORT:
    case OPTION_RECORD:
    case OPTION_RECORD_FUNCTIONS:
    case OPTION_QUIET:
    case OPTION_DEBUG:
    case OPTION_RUNTIME:
    case OPTION_LINKER:
    case OPTION_HELP:
    case OPTION_VERSION:
    case NUM_OPTIONS: break;
    }
    return NULL;
}

/*
 * compare.h -- one program, ahead of time and by the dynamic translator: what the files
 * of dbt-compare share.
 *
 *      Compare c = {.settings = settings, .space = &workspace};
 *      const char *wrong = compare_run(&c);
 *      if (!wrong) report = report_json(&c);
 *      compare_free(&c);
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#ifndef AOT_COMPARE_COMPARE_H
#define AOT_COMPARE_COMPARE_H

#include "aot/compare/command.h"
#include "aot/compare/dynamic.h"
#include "aot/compare/libraries.h"
#include "aot/compare/listing.h"
#include "aot/compare/output.h"
#include "aot/compare/side.h"
#include "aot/elf/elf.h"
#include "aot/host_asm.h"
#include "aot/workspace.h"

enum { COMPARE_ROOM = 4400 };

/* What the command line asks for. */
typedef struct {
    const char *program;
    const char *const *arguments; /* of the program; ends in NULL */
    u32 num_arguments;
    const char *native; /* the same program for this machine; NULL: none */
    const char *root;   /* of the guest's files; NULL: none */
    const char *const *aot_options;
    u32 num_aot_options;
    const char *const *functions; /* names or addresses that are shown in any case */
    u32 num_functions;
    u32 top;        /* functions that are shown besides: those that executed most */
    bool top_given; /* all of them, however much code that is */
    u32 runs;       /* of each kind that are timed */
    bool verbose;
} Settings;

/* The ways to run the program. */
typedef enum { RUN_AOT, RUN_JIT, RUN_NATIVE, RUN_QEMU, NUM_RUNS } RunKind;

typedef struct {
    const char **argv; /* the command; NULL: there is no such run */
    Measured *run;     /* settings.runs of them */
    double *start;     /* seconds to the first guest instruction */
    u32 num_starts;
    char output[COMPARE_ROOM]; /* what the first run wrote */
    bool differs;              /* from the output or the status of RUN_AOT */
    u64 file_bytes;
} Way;

/* A guest function, or code of the guest that has no known one. */
typedef struct {
    u32 entry;
    const char *name;
    const json_t *record; /* of dbt-aot --record; NULL: none */
    const char *file;     /* that holds it, if it is not the program's; or NULL */
    u32 bytes, insns, ops_raw, ops;
    u64 calls, executed; /* executions of its first and of all instructions */
    Side aot, jit;
    bool detail; /* all columns are shown */
} CodeFunction;

/* A basic block of a function. */
typedef struct {
    u32 start, end;
    u32 function; /* index */
    u32 ops_raw, ops;
} FunctionRange;

#define NO_FUNCTION 0xffffffffu

typedef struct {
    Settings settings;
    Workspace *space;
    char aot_tool[COMPARE_ROOM], run_tool[COMPARE_ROOM];
    char output_path[COMPARE_ROOM], input_path[COMPARE_ROOM];
    ElfFile file;
    Program program;
    Dynamic jit; /* blocks of a run of dbt-run */
    Libraries libraries;
    Dynamic dynamic; /* blocks that the output translated when it ran */
    json_t *record;  /* of dbt-aot: an object a function */
    json_t *build;   /* its build report */
    json_t *statistics;
    Listing listing;
    Output output;
    HostAsm *host;
    Measured translation;
    Way way[NUM_RUNS];
    CodeFunction *function;
    u32 num_functions;
    FunctionRange *range; /* by start */
    u32 num_ranges;
    u32 *block_function;         /* by block of `jit`: index of its function */
    Side *block_jit, *block_aot; /* by block of `jit`: host code of its instructions */
    u32 *block_order; /* executed blocks of `jit`, those first that executed most */
    u32 num_ordered;
    /* By line of the listing: what the instruction's host code consists of.  Copies of
     * it that were inlined into other functions do not count. */
    Side *insn_aot;
    char error[1200];
} Compare;

/* Runs the program in all ways, times the runs, and finds what its code became.
 * c->settings and c->space say how and where.  Returns NULL, or what is wrong, as one
 * line in c->error. */
const char *compare_run(Compare *c);
void compare_free(Compare *c);

/* Times the runs, one of each kind after the other. */
const char *measure(Compare *c);
void measure_free(Compare *c);
/* Makes the functions of the program and of what else the run of dbt-run executed. */
void functions_make(Compare *c);
void functions_free(Compare *c);
/* Adds to them what dbt-aot made of them. */
void functions_translated(Compare *c);
/* Chooses the functions that are shown in detail; after the run of dbt-run.  Writes
 * their entries to a file in the format of dbt-aot --functions. */
const char *functions_choose(Compare *c, const char *path);
/* Returns the index of the program's function that has guest address `pc`; NO_FUNCTION:
 * none. */
u32 functions_at(const Compare *c, u32 pc);
/* Returns the index of the first range that starts at `pc` or later. */
u32 functions_range(const Compare *c, u64 pc);
/* Calls `each` for every host instruction of a translated function: its text, its bytes
 * and its address. */
typedef void EachHostInsn(void *arg, const HostFunction *function, u64 address,
                          u32 size, const char *text);
void functions_host_code(const Compare *c, u32 entry, EachHostInsn *each, void *arg);
/* Returns the guest instruction that the host code of `function` at `address` is of, or
 * NULL: of no single one; sets *part to the name of the part of it that it is. */
const GuestLine *translated_insn(const Compare *c, const HostFunction *function,
                                 u64 address, const char **part);
/* Returns the host address that a call or jump goes to; 0: it is none, or indirect. */
u64 translated_target(const char *text);
/* Returns the code of the function's own instructions in [pc, end). */
Side translated_side(const Compare *c, u32 pc, u32 end);

/* Sets c->block_order and c->block_aot. */
void blocks_order(Compare *c);
/* Sets the cycles of the functions in detail and of the first blocks of `order`, if
 * llvm-mca is installed. */
void cycles_find(Compare *c, const u32 *order, u32 count);

/* Returns the report, as docs/compare.schema.json says. */
json_t *report_json(const Compare *c);
json_t *report_space(const Compare *c);
json_t *report_details(const Compare *c);
json_t *report_left(const Compare *c);
json_t *report_blocks(const Compare *c);

/* Returns why the function was left to the runtime. */
const char *left_reason(const Compare *c, u32 entry);

/* Returns c->error, after writing "WHAT: WHY" to it. */
const char *compare_wrong(Compare *c, const char *what, const char *why);

#endif

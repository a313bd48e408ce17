/*
 * report.h -- what is told of a translation, by -v and --report.
 *
 *      Report report;
 *      report_open(&report, &options, argc, argv);
 *      report_begin(&report, STAGE_DISCOVER);
 *      ... report_found(&report, &file, &program) ...
 *      report_end(&report, STAGE_DISCOVER);
 *      ...
 *      report_write_json(&report, file);       -- or report_print_result, ..._html
 *      report_close(&report);
 *
 * Whatever is told is in this structure, however it is told.  Sizes are in bytes, times
 * in seconds.
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#ifndef AOT_REPORT_REPORT_H
#define AOT_REPORT_REPORT_H

#include "aot/compile.h"
#include "aot/diagnostics.h"
#include "aot/elf/body_sizes.h"
#include "aot/elf/elf.h"
#include "aot/elf/module_file.h"
#include "aot/elf/output_parts.h"
#include "aot/left.h"
#include "aot/limits.h"
#include "aot/options.h"

/* The stages of a translation, in order. */
typedef enum {
    STAGE_READ,     /* the guest's file */
    STAGE_DISCOVER, /* which addresses are code */
    STAGE_LIFT,     /* micro-ops, and what is known of the whole program */
    STAGE_COMPILE,  /* LLVM, in worker processes */
    STAGE_LINK,     /* the linker */
    NUM_STAGES
} ReportStage;

typedef struct {
    bool reached, done; /* not done: the translation failed there */
    double start;       /* CLOCK_MONOTONIC */
    AotCost cost;
} StageReport;

/* What bytes of the output are for; `what` is a constant. */
typedef struct {
    const char *what;
    u64 bytes;
} SizeReport;

/* A function with its host code, if that is known. */
typedef struct {
    const Function *function;
    u32 guest_bytes;
    u64 host_bytes;
} FunctionReport;

enum { REPORT_SIZES = OUTPUT_PARTS, REPORT_LARGEST = 10 };

/* Something that is left to the runtime, for one reason. */
typedef enum {
    LEAVE_UNFOUND_TIME,   /* code that --time-limit left no time to look for */
    LEAVE_UNFOUND_MEMORY, /* the same of --memory-limit */
    LEAVE_OPTION,         /* functions that an option leaves out */
    LEAVE_NO_TIME,        /* functions, by the reasons of LeftReason */
    LEAVE_NO_MEMORY,
    LEAVE_FULL,
    LEAVE_SLOW,
    LEAVE_FAILED,
    LEAVE_JUMPS, /* indirect jumps */
    NUM_LEAVES
} Leave;

/* How each of these is told. */
typedef struct {
    const char *name; /* in JSON */
    const char *what; /* one, and several; NULL: they are not counted */
    const char *whats;
    const char *why;
    const char *action; /* what can be done */
} LeaveWords;

typedef struct Report {
    const Options *options;
    char **argument; /* of the command line, without the program's name */
    u32 num_arguments;
    const char *error; /* NULL: the translation was done */
    StageReport stage[NUM_STAGES];
    /* After STAGE_READ; NULL before. */
    const ElfFile *file;
    u32 code_bytes; /* of sections with instructions; without these, of segments */
    const ModuleFile *library; /* those that are linked; none before they are made */
    u32 num_libraries;
    /* After STAGE_DISCOVER. */
    const Program *program;
    u32 found, guessed, insns; /* functions; guessed ones; instructions in them */
    u32 indirect, tables;      /* indirect jumps; those with a table */
    /* After STAGE_COMPILE. */
    const AotResult *result; /* NULL before */
    u32 translated_bytes;    /* of code_bytes */
    /* After STAGE_LINK. */
    u64 output_bytes; /* 0: it is no executable or object, or is not made */
    SizeReport size[REPORT_SIZES];
    /* The largest functions, by host code, or if that is not known by guest code. */
    FunctionReport largest[REPORT_LARGEST];
    u32 num_largest;
    u32 left[NUM_LEAVES]; /* how much is left, by reason */
    LeftJump *jump;       /* if somebody asks for them */
    u32 num_jumps;
} Report;

/* Begins a report.  `options`, which need not be set yet, must live as long as it;
 * argc and argv are main's. */
void report_open(Report *report, const Options *options, int argc, char **argv);
void report_close(Report *report);

/* Measure a stage. */
void report_begin(Report *report, ReportStage stage);
void report_end(Report *report, ReportStage stage);

/* Notes that the translation failed, in the stage that was reached last. */
void report_failed(Report *report, const char *error);

/* Take what a stage has found; the arguments must live as long as the report.
 * report_chosen is called once options have taken functions away from the program. */
void report_read(Report *report, const ElfFile *file);
void report_libraries(Report *report, const ModuleFile *library, u32 count);
void report_found(Report *report, const Program *program, Limit reached);
void report_chosen(Report *report);
void report_compiled(Report *report, const AotResult *result);
/* `sizes` is NULL if there is no host code; `path` is the output as it is now. */
void report_linked(Report *report, const BodySizes *sizes, u64 linker_peak,
                   const char *path);

/* How something that is left is told; the action depends on options. */
LeaveWords report_leave_words(const Report *report, Leave leave);
/* Which of them a function is. */
Leave report_leave_of(const LeftPart *part);
const char *report_stage_name(ReportStage stage);
/* Returns part in hundredths of the whole; 0 of nothing. */
double report_percent(u64 part, u64 whole);

/* Print the lines of -v on stderr: after discovery, and at the end.  `verbose` is how
 * often -v was given. */
void report_print_found(const Report *report);
void report_print_result(const Report *report, unsigned verbose);
/* Warn: of a file that ends before its segments do, as a download that broke off, or
 * lacks symbols; of code that was not looked for, or guessed; and of functions that
 * have no debug information, or are left, with a note for each, which -v (`verbose`)
 * prints. */
void report_warn_read(const Report *report, Diagnostics *diagnostics);
void report_warn_found(const Report *report, Diagnostics *diagnostics);
void report_warn_left(const Report *report, Diagnostics *diagnostics, bool verbose);

/* Write the file of --report; errors are the stream's.  Lists have at most 10,000 items
 * in JSON, and 200 in HTML. */
void report_write_json(const Report *report, FILE *to);
void report_write_html(const Report *report, FILE *to);

/* Sets report->size by the sections of the output. */
void report_sizes(Report *report, const char *path);

#endif

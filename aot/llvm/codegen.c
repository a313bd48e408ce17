/* codegen.c -- an LLVM module: make it, improve it, emit it.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "aot/llvm/codegen.h"

#include <errno.h>
#include <llvm-c/Analysis.h>
#include <llvm-c/Support.h>
#include <llvm-c/Target.h>
#include <llvm-c/TargetMachine.h>
#include <llvm-c/Transforms/PassBuilder.h>
#include <stdlib.h>
#include <string.h>

#include "aot/elf/same_code.h"
#include "aot/files.h"
#include "aot/llvm/annotate.h"
#include "aot/llvm/excerpt.h"
#include "aot/llvm/lower.h"
#include "aot/llvm/trace.h"

#define TRIPLE "x86_64-unknown-linux-gnu"

/* Options of LLVM that its C interface has no function for. */
static void set_options(bool remarks)
{
    enum { NUM_REMARKS = 3 };
    static const char *const options[] = {
        "dbt-aot",
        /* A store of a word must stay one.  LLVM would narrow it to the bytes that a
           logical operation changes, and the bytes it leaves out may have been stored
           by another thread. */
        "-combiner-reduce-load-op-store-width=false",
        "-combiner-shrink-load-replace-store-with-store=false",
        /* A load of several registers that were stored one by one would wait until
           these stores are done. */
        "-combiner-store-merging=false",
        /* A conversion from an integer also waits for the register's previous value.
           LLVM assumes that a register is idle if the function has not written it, but
           the last call may have started a division in it: the dependency is always
           cut. */
        "-undef-reg-clearance=1073741824",
        /* The numbers of a jump table's targets may lie far apart (lower_switch.c): of
           100 cells of LLVM's table one has to be used. */
        "-jump-table-density=1",
        /* Host code without a location is of line 0, and not of the line before.  It
           matters only where there is debug information. */
        "-use-unknown-locations=Enable",
        /* The linker does not join the tables of several objects. */
        "-accel-tables=Disable",
        /* Only if remarks are recorded; NUM_REMARKS of them. */
        "-pass-remarks=loop-vectorize|inline|licm|gvn",
        "-pass-remarks-missed=loop-vectorize|inline|licm",
        "-pass-remarks-analysis=loop-vectorize",
    };

    u32 count = ARRAY_LEN(options) - (remarks ? 0 : NUM_REMARKS);

    LLVMParseCommandLineOptions((int)count, options, NULL);
}

void codegen_begin(bool remarks)
{
    static bool begun; /* LLVM accepts options only once */

    if (begun)
        return;
    begun = true;
    set_options(remarks);
    LLVMInitializeX86TargetInfo();
    LLVMInitializeX86Target();
    LLVMInitializeX86TargetMC();
    LLVMInitializeX86AsmPrinter();
    LLVMInitializeX86AsmParser(); /* of module-level assembly: lower_entry.c */
}

static char *error_text(const char *what, char *message)
{
    size_t room = strlen(what) + strlen(message) + 3;
    char *text = base_alloc(room);

    base_format(text, room, "%s: %s", what, message);
    LLVMDisposeMessage(message);
    return text;
}

/* Returns the features to compile for: those of this host if it is `own` (else NULL),
 * and those that code tests for before it uses them (lower_crypto.c).  LLVM itself uses
 * the latter for their intrinsics only. */
static char *features(const char *own)
{
    size_t room = (own ? strlen(own) : 0) + sizeof "," LOWER_TESTED_FEATURES;
    char *text = base_alloc(room);

    base_format(text, room, "%s%s" LOWER_TESTED_FEATURES, own ? own : "",
                own ? "," : "");
    return text;
}

static LLVMTargetMachineRef target_machine(const AotOptions *o)
{
    static const LLVMCodeGenOptLevel levels[] = {
        LLVMCodeGenLevelNone, LLVMCodeGenLevelLess, LLVMCodeGenLevelDefault,
        LLVMCodeGenLevelAggressive};
    static const char *const cpus[] = {
        [2] = "x86-64-v2", [3] = "x86-64-v3", [4] = "x86-64-v4"};
    char *own_cpu = o->cpu_level ? NULL : LLVMGetHostCPUName();
    char *own = o->cpu_level ? NULL : LLVMGetHostCPUFeatures();
    const char *cpu = own_cpu ? own_cpu : cpus[o->cpu_level];
    LLVMTargetRef target;
    char *message;

    if (LLVMGetTargetFromTriple(TRIPLE, &target, &message))
        panic("LLVM has no %s: %s", TRIPLE, message);
    char *with = features(own);
    LLVMTargetMachineRef machine = LLVMCreateTargetMachine(
        target, TRIPLE, cpu, with, levels[o->level], LLVMRelocPIC, LLVMCodeModelSmall);
    base_free(with);
    LLVMDisposeMessage(own_cpu);
    LLVMDisposeMessage(own);
    return machine;
}

/* Loops over guest memory must not become calls of memset and the like, as guest memory
 * is not in the default address space.  For strictfp see lower_strict_floats. */
static void set_attributes(LLVMContextRef context, LLVMValueRef f)
{
    unsigned nounwind = LLVMGetEnumAttributeKindForName("nounwind", 8);

    LLVMAddAttributeAtIndex(f, LLVMAttributeFunctionIndex,
                            LLVMCreateEnumAttribute(context, nounwind, 0));
    lower_strict_floats(context, f);
    LLVMAddAttributeAtIndex(
        f, LLVMAttributeFunctionIndex,
        LLVMCreateStringAttribute(context, "no-builtins", 11, "", 0));
}

/* `dump`: only of the units it wants; NULL: of all. */
static void print_uops(const Units *units, const Chunk *chunk, const Dump *dump,
                       Out *out)
{
    for (u32 i = 0; i < chunk->count; i++) {
        const Unit *unit = chunk->part[i].unit;
        const Function *f = unit->function;

        if (chunk->part[i].part > 0 ||
            (dump && !dump_wants(dump, DUMP_OP_OPT, f->entry, f->name)))
            continue;
        out_printf(out, "function %s\n", unit->function->name);
        for (u32 k = 0; k < unit->num_blocks; k++)
            if (!unit_is_hub(&unit->block[k]))
                ir_print(&unit->block[k].ops, &units->guest->names, out);
    }
}

void (*codegen_hook)(const Unit *unit);

/* A chunk in the making. */
typedef struct {
    LLVMContextRef context;
    LLVMTargetMachineRef machine;
    LLVMModuleRef module;
    Debug *debug; /* NULL: without debug information */
    Trace *trace; /* NULL: nothing is recorded */
} Made;

static void fill_module(Made *m, const Units *units, const Chunk *chunk,
                        const AotOptions *options)
{
    Lower w;

    LLVMSetTarget(m->module, TRIPLE);
    lower_begin(&w, m->context, m->module, units, options);
    w.debug = m->debug;
    for (u32 i = 0; i < chunk->count; i++) {
        if (codegen_hook && !chunk->stubs)
            codegen_hook(chunk->part[i].unit);
        if (chunk->stubs)
            lower_left_unit(&w, chunk->part[i].unit, chunk->part[i].part);
        else
            lower_unit(&w, chunk->part[i].unit, chunk->part[i].part);
    }
    lower_likely_entries(&w);
    lower_end(&w);
    debug_finish(m->debug);
    for (LLVMValueRef f = LLVMGetFirstFunction(m->module); f;
         f = LLVMGetNextFunction(f))
        if (!LLVMIsDeclaration(f))
            set_attributes(m->context, f);
}

static char *improve(LLVMModuleRef module, LLVMTargetMachineRef machine, unsigned level)
{
    /* LLVM's own -O2 takes more than twice as long and makes no faster code: the
     * guest's compiler has optimised the loops already. */
    static const char *const passes[] = {
        "default<O0>",
        "always-inline,function(sroa,early-cse,simplifycfg,instcombine<no-verify-"
        "fixpoint>,dse,adce,"
        "simplifycfg)",
        "always-inline,function(sroa,early-cse<memssa>,simplifycfg,instcombine<no-"
        "verify-fixpoint>,"
        "jump-threading,correlated-propagation,simplifycfg,loop-mssa(licm),gvn,"
        "instcombine<no-verify-fixpoint>,dse,adce,simplifycfg,loop(loop-rotate),"
        "loop-vectorize,instcombine<no-verify-fixpoint>,simplifycfg)",
        "default<O3>",
    };
    LLVMPassBuilderOptionsRef how = LLVMCreatePassBuilderOptions();
    LLVMErrorRef error = LLVMRunPasses(module, passes[level], machine, how);

    LLVMDisposePassBuilderOptions(how);
    return error ? error_text("LLVM", LLVMGetErrorMessage(error)) : NULL;
}

/* Makes a chunk's module, with or without debug information as `options` say, up to
 * machine code.  end_module frees it, also after an error. */
static char *make_module(Made *m, const Units *units, const Chunk *chunk,
                         const AotOptions *options)
{
    char *message = NULL, *wrong = NULL;

    m->context = LLVMContextCreate();
    m->machine = target_machine(options);
    m->module = LLVMModuleCreateWithNameInContext("guest", m->context);
    m->debug = debug_begin(m->context, m->module, options->lines);
    fill_module(m, units, chunk, options);
    LLVMTargetDataRef layout = LLVMCreateTargetDataLayout(m->machine);
    LLVMSetModuleDataLayout(m->module, layout);
    LLVMDisposeTargetData(layout);
    if (LLVMVerifyModule(m->module, LLVMReturnStatusAction, &message))
        wrong = error_text("internal error, LLVM rejects the module", message);
    else
        LLVMDisposeMessage(message);
    debug_name_values(m->debug);
    m->trace = chunk->stubs ? NULL : trace_begin(units, chunk, options, m->debug);
    trace_rows(m->trace, TRACE_BEFORE);
    if (!wrong)
        wrong = improve(m->module, m->machine, chunk->stubs ? 0 : options->level);
    debug_find_moved(m->debug);
    trace_rows(m->trace, TRACE_AFTER);
    return wrong;
}

static void end_module(Made *m)
{
    trace_end(m->trace);
    debug_end(m->debug);
    LLVMDisposeModule(m->module);
    LLVMDisposeTargetMachine(m->machine);
    LLVMContextDispose(m->context);
}

/* Sets *text, which ends with a 0 and is from malloc. */
static char *print_asm(LLVMModuleRef module, LLVMTargetMachineRef machine, Debug *debug,
                       char **text, size_t *size)
{
    LLVMMemoryBufferRef buffer;
    char *message;

    if (LLVMTargetMachineEmitToMemoryBuffer(machine, module, LLVMAssemblyFile, &message,
                                            &buffer))
        return error_text("LLVM", message);
    *size = LLVMGetBufferSize(buffer);
    *text = debug ? annotate_asm(debug, LLVMGetBufferStart(buffer), size)
                  : strndup(LLVMGetBufferStart(buffer), *size);
    LLVMDisposeMemoryBuffer(buffer);
    return *text ? NULL : error_text("LLVM", LLVMCreateMessage("out of memory"));
}

static char *list_asm(LLVMModuleRef module, LLVMTargetMachineRef machine, Debug *debug,
                      FILE *to)
{
    size_t size;
    char *text, *wrong = print_asm(module, machine, debug, &text, &size);

    if (wrong)
        return wrong;
    fwrite(text, 1, size, to);
    free(text);
    return NULL;
}

/* LLVM changes a module that it makes code of, so it gets a copy. */
static char *dump_asm(const Dump *dump, const Chunk *chunk, LLVMModuleRef module,
                      LLVMTargetMachineRef machine, Debug *debug)
{
    size_t size;
    char *text;

    if (!excerpt_wanted(dump, DUMP_OUT_ASM, chunk))
        return NULL;
    LLVMModuleRef copy = LLVMCloneModule(module);
    char *wrong = print_asm(copy, machine, debug, &text, &size);
    LLVMDisposeModule(copy);
    if (wrong)
        return wrong;
    excerpt_asm(dump, chunk, text, size);
    free(text);
    return NULL;
}

static bool emits(const AotOptions *o, const char *what)
{
    return o->emit && strcmp(o->emit, what) == 0;
}

/* LLVM's own writing ends the process where a disk is full. */
static char *write_object(const char *path, const void *bytes, size_t size)
{
    return files_write(path, bytes, size)
               ? NULL
               : error_text(path, LLVMCreateMessage(strerror(errno)));
}

static char *make_object(LLVMModuleRef module, LLVMTargetMachineRef machine,
                         LLVMMemoryBufferRef *object)
{
    char *message;

    if (LLVMTargetMachineEmitToMemoryBuffer(machine, module, LLVMObjectFile, &message,
                                            object))
        return error_text("LLVM", message);
    return NULL;
}

static char *emit_plain(const Made *m, const char *path, CodegenEnd *end)
{
    LLVMMemoryBufferRef object;
    char *wrong = make_object(m->module, m->machine, &object);

    if (wrong)
        return wrong;
    wrong = write_object(path, LLVMGetBufferStart(object), LLVMGetBufferSize(object));
    end->unwritten = wrong;
    LLVMDisposeMemoryBuffer(object);
    return wrong;
}

/* Writes that object of two which has debug information, with the code of the other.
 * Where that cannot be, the other one, and notes it. */
static char *write_same(LLVMMemoryBufferRef plain, LLVMMemoryBufferRef debug,
                        const char *path, CodegenEnd *end)
{
    const void *code = LLVMGetBufferStart(plain);
    size_t size = LLVMGetBufferSize(debug);
    void *bytes = memcpy(base_alloc(size), LLVMGetBufferStart(debug), size);

    end->no_lines = !same_code(code, LLVMGetBufferSize(plain), bytes, size);
    char *wrong = end->no_lines ? write_object(path, code, LLVMGetBufferSize(plain))
                                : write_object(path, bytes, size);
    end->unwritten = wrong;
    base_free(bytes);
    return wrong;
}

/* Makes the object that there is without debug information. */
static char *make_plain(const Units *units, const Chunk *chunk,
                        const AotOptions *options, LLVMMemoryBufferRef *object)
{
    AotOptions plain = *options;
    Made m;

    plain.lines = NULL;
    char *wrong = make_module(&m, units, chunk, &plain);
    if (!wrong)
        wrong = make_object(m.module, m.machine, object);
    end_module(&m);
    return wrong;
}

/* Some of LLVM's last passes count unwinding directives, which debug information
 * brings, as instructions where they look at a few around one.  So all is made twice,
 * with debug information and without. */
static char *emit_debug(const Made *m, const Units *units, const Chunk *chunk,
                        const AotOptions *options, const char *path, CodegenEnd *end)
{
    LLVMMemoryBufferRef plain, debug;

    debug_use_sources(m->debug);
    char *wrong = make_object(m->module, m->machine, &debug);
    if (wrong)
        return wrong;
    trace_object(m->trace, LLVMGetBufferStart(debug), LLVMGetBufferSize(debug));
    wrong = make_plain(units, chunk, options, &plain);
    if (!wrong) {
        wrong = write_same(plain, debug, path, end);
        LLVMDisposeMemoryBuffer(plain);
    }
    LLVMDisposeMemoryBuffer(debug);
    return wrong;
}

static char *emit(const Made *m, const Units *units, const Chunk *chunk,
                  const AotOptions *o, const char *path, CodegenEnd *end)
{
    if (emits(o, "llvm-ir"))
        excerpt_module(m->module, m->debug, o->listing);
    if (emits(o, "asm"))
        return list_asm(m->module, m->machine, m->debug, o->listing);
    if (o->emit)
        return NULL;
    if (m->debug)
        return emit_debug(m, units, chunk, o, path, end);
    return emit_plain(m, path, end);
}

char *codegen(const Units *units, const Chunk *chunk, const AotOptions *options,
              const char *path, CodegenEnd *end)
{
    const Dump *dump = &options->dump;
    Out listing = out_to_file(options->listing), log = out_to_file(dump->to);
    Made m;

    print_uops(units, chunk, dump, &log);
    if (emits(options, "uops")) {
        print_uops(units, chunk, NULL, &listing);
        return NULL;
    }
    char *wrong = make_module(&m, units, chunk, options);
    if (!wrong) {
        excerpt_ir(dump, chunk, m.module, m.debug);
        wrong = dump_asm(dump, chunk, m.module, m.machine, m.debug);
    }
    if (!wrong)
        wrong = emit(&m, units, chunk, options, path, end);
    end_module(&m);
    return wrong;
}

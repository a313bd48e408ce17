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

#include "aot/llvm/annotate.h"
#include "aot/llvm/excerpt.h"
#include "aot/llvm/lower.h"

#define TRIPLE "x86_64-unknown-linux-gnu"

/* Options of LLVM that its C interface has no function for. */
static void set_options(void)
{
    static const char *const options[] = {
        "dbt-aot",
        /* A store of a word must stay one.  LLVM would narrow it to the bytes that a
           logical operation changes, and the bytes it leaves out may have been stored
           by another thread. */
        "-combiner-reduce-load-op-store-width=false",
        "-combiner-shrink-load-replace-store-with-store=false",
        /* A conversion from an integer also waits for the register's previous value.
           LLVM assumes that a register is idle if the function has not written it, but
           the last call may have started a division in it: the dependency is always
           cut. */
        "-undef-reg-clearance=1073741824",
        /* Host code without a location is of line 0, and not of the line before.  It
           matters only where there is debug information. */
        "-use-unknown-locations=Enable",
        /* The linker does not join the tables of several objects. */
        "-accel-tables=Disable",
    };

    LLVMParseCommandLineOptions(ARRAY_LEN(options), options, NULL);
}

void codegen_begin(void)
{
    static bool begun; /* LLVM accepts options only once */

    if (begun)
        return;
    begun = true;
    set_options();
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
    LLVMTargetMachineRef machine =
        LLVMCreateTargetMachine(target, TRIPLE, cpu, own ? own : "", levels[o->level],
                                LLVMRelocPIC, LLVMCodeModelSmall);
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

static void make_module(LLVMContextRef context, LLVMModuleRef module, Debug *debug,
                        const Units *units, const Chunk *chunk,
                        const AotOptions *options)
{
    Lower w;

    LLVMSetTarget(module, TRIPLE);
    lower_begin(&w, context, module, units, options);
    w.debug = debug;
    for (u32 i = 0; i < chunk->count; i++) {
        if (codegen_hook && !chunk->stubs)
            codegen_hook(chunk->part[i].unit);
        if (chunk->stubs)
            lower_left_unit(&w, chunk->part[i].unit, chunk->part[i].part);
        else
            lower_unit(&w, chunk->part[i].unit, chunk->part[i].part);
    }
    lower_end(&w);
    debug_finish(debug);
    for (LLVMValueRef f = LLVMGetFirstFunction(module); f; f = LLVMGetNextFunction(f))
        if (!LLVMIsDeclaration(f))
            set_attributes(context, f);
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
static char *write_object(const char *path, LLVMMemoryBufferRef object)
{
    size_t size = LLVMGetBufferSize(object);
    FILE *f = fopen(path, "we");
    bool fine = f && fwrite(LLVMGetBufferStart(object), 1, size, f) == size;
    int error = errno;

    if (f && fclose(f) != 0 && fine) {
        fine = false;
        error = errno;
    }
    return fine ? NULL : error_text(path, LLVMCreateMessage(strerror(error)));
}

static char *emit(LLVMModuleRef module, LLVMTargetMachineRef machine, Debug *debug,
                  const AotOptions *o, const char *path, bool *unwritten)
{
    char *message;

    if (emits(o, "llvm-ir"))
        excerpt_module(module, debug, o->listing);
    if (emits(o, "asm"))
        return list_asm(module, machine, debug, o->listing);
    if (o->emit)
        return NULL;
    LLVMMemoryBufferRef object;
    if (LLVMTargetMachineEmitToMemoryBuffer(machine, module, LLVMObjectFile, &message,
                                            &object))
        return error_text("LLVM", message);
    char *wrong = write_object(path, object);
    *unwritten = wrong;
    LLVMDisposeMemoryBuffer(object);
    return wrong;
}

char *codegen(const Units *units, const Chunk *chunk, const AotOptions *options,
              const char *path, bool *unwritten)
{
    const Dump *dump = &options->dump;
    Out listing = out_to_file(options->listing), log = out_to_file(dump->to);

    print_uops(units, chunk, dump, &log);
    if (emits(options, "uops")) {
        print_uops(units, chunk, NULL, &listing);
        return NULL;
    }
    LLVMContextRef context = LLVMContextCreate();
    LLVMTargetMachineRef machine = target_machine(options);
    LLVMModuleRef module = LLVMModuleCreateWithNameInContext("guest", context);
    Debug *debug = debug_begin(context, module, options->lines);
    make_module(context, module, debug, units, chunk, options);
    LLVMTargetDataRef layout = LLVMCreateTargetDataLayout(machine);
    LLVMSetModuleDataLayout(module, layout);
    LLVMDisposeTargetData(layout);

    char *message = NULL, *wrong = NULL;
    if (LLVMVerifyModule(module, LLVMReturnStatusAction, &message))
        wrong = error_text("internal error, LLVM rejects the module", message);
    else
        LLVMDisposeMessage(message);
    debug_name_values(debug);
    if (!wrong)
        wrong = improve(module, machine, chunk->stubs ? 0 : options->level);
    debug_find_moved(debug);
    if (!wrong) {
        excerpt_ir(dump, chunk, module, debug);
        wrong = dump_asm(dump, chunk, module, machine, debug);
    }
    if (!options->emit)
        debug_use_sources(debug);
    if (!wrong)
        wrong = emit(module, machine, debug, options, path, unwritten);
    debug_end(debug);
    LLVMDisposeModule(module);
    LLVMDisposeTargetMachine(machine);
    LLVMContextDispose(context);
    return wrong;
}

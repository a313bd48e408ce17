/* host_asm.c -- LLVM's disassembler for x86-64.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "aot/host_asm.h"

#include <llvm-c/Disassembler.h>
#include <llvm-c/Target.h>
#include <stdio.h>
#include <string.h>

struct HostAsm {
    LLVMDisasmContextRef llvm;
};

/* No names: LLVM then prints a branch's target as an address. */
static const char *no_name(void *info, uint64_t value, uint64_t *type, uint64_t pc,
                           const char **name)
{
    (void)info, (void)value, (void)pc;
    *type = LLVMDisassembler_ReferenceType_InOut_None;
    *name = NULL;
    return NULL;
}

HostAsm *host_asm_new(void)
{
    LLVMInitializeX86TargetInfo();
    LLVMInitializeX86TargetMC();
    LLVMInitializeX86Disassembler();
    LLVMDisasmContextRef llvm =
        LLVMCreateDisasm("x86_64-linux-gnu", NULL, 0, NULL, no_name);
    if (!llvm)
        return NULL;
    LLVMSetDisasmOptions(llvm, LLVMDisassembler_Option_PrintImmHex);
    HostAsm *host = base_alloc(sizeof *host);
    host->llvm = llvm;
    return host;
}

void host_asm_free(HostAsm *host)
{
    if (!host)
        return;
    LLVMDisasmDispose(host->llvm);
    base_free(host);
}

/* LLVM takes these prefixes for instructions. */
static bool is_prefix(const char *text)
{
    return !strcmp(text, "lock") || !strcmp(text, "rep") || !strcmp(text, "repne");
}

static size_t disassemble(const HostAsm *host, const u8 *code, size_t left, u64 at,
                          char *text, size_t room)
{
    char raw[HOST_ASM_ROOM];
    size_t size =
        left ? LLVMDisasmInstruction(host->llvm, (u8 *)code, left, at, raw, sizeof raw)
             : 0;

    if (size)
        snprintf(text, room, "%s", raw + strspn(raw, "\t"));
    else
        snprintf(text, room, ".byte\t0x%02x", *code);
    return size ? size : 1;
}

size_t host_asm_next(const HostAsm *host, const u8 *code, size_t left, u64 at,
                     char *text)
{
    size_t size = disassemble(host, code, left, at, text, HOST_ASM_ROOM);

    if (!is_prefix(text) || size == left)
        return size;
    size_t length = strlen(text);
    text[length++] = '\t';
    return size + disassemble(host, code + size, left - size, at + size, text + length,
                              HOST_ASM_ROOM - length);
}

/* vdso.c -- finds the host's vDSO functions. ELF, chapter 5; vdso(7).
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "runtime/linux/time/vdso.h"

#include <linux/elf.h>
#include <string.h>

#include "runtime/linux/linux.h"
#include "runtime/base/sys.h"
#include "runtime/program.h"

#ifndef DT_GNU_HASH
#define DT_GNU_HASH 0x6ffffef5
#endif

typedef i64 VdsoFunction(u64 a, u64 b, u64 c);

static const struct {
    const char *symbol;
    u32 number;
} calls[] = {
#define _(name) {"__vdso_" #name, __NR_##name},
    VDSO_CALLS(_)
#undef _
};

static VdsoFunction *functions[NUM_VDSO_CALLS]; /* NULL: made on the host */
static u64 looked_at;                           /* of which vdso those are */

typedef struct {
    u64 base; /* what addresses are relative to */
    const Elf64_Sym *symbol;
    const char *text;
    const u32 *hash, *gnu_hash;
} HostVdso;

static void read_dynamic(HostVdso *v, const Elf64_Dyn *dynamic)
{
    for (; dynamic->d_tag != DT_NULL; dynamic++) {
        const void *at = (const void *)(v->base + dynamic->d_un.d_ptr);
        switch (dynamic->d_tag) {
        case DT_SYMTAB: v->symbol = at; break;
        case DT_STRTAB: v->text = at; break;
        case DT_HASH: v->hash = at; break;
        case DT_GNU_HASH: v->gnu_hash = at; break;
        }
    }
}

static bool read_headers(HostVdso *v, u64 start)
{
    const Elf64_Ehdr *header = (const Elf64_Ehdr *)start;
    const Elf64_Phdr *segment = (const Elf64_Phdr *)(start + header->e_phoff);
    const Elf64_Phdr *dynamic = NULL;

    for (u32 i = 0; i < header->e_phnum; i++) {
        if (segment[i].p_type == PT_LOAD && segment[i].p_offset == 0)
            v->base = start - segment[i].p_vaddr;
        if (segment[i].p_type == PT_DYNAMIC)
            dynamic = &segment[i];
    }
    if (dynamic)
        read_dynamic(v, (const Elf64_Dyn *)(start + dynamic->p_offset));
    return v->symbol && v->text;
}

/* Counts the symbols by the GNU hash table: the chains of equal hashes follow each
 * other, and the last word of each is odd. */
static u32 count_by_gnu_hash(const u32 *hash)
{
    u32 num_buckets = hash[0], first = hash[1], bloom_words = hash[2], last = 0;
    const u32 *bucket = hash + 4 + 2 * bloom_words, *chain = bucket + num_buckets;

    for (u32 i = 0; i < num_buckets; i++)
        last = bucket[i] > last ? bucket[i] : last;
    if (last < first)
        return first;
    while (!(chain[last - first] & 1))
        last++;
    return last + 1;
}

static u32 num_symbols(const HostVdso *v)
{
    if (v->hash)
        return v->hash[1];
    return v->gnu_hash ? count_by_gnu_hash(v->gnu_hash) : 0;
}

static void look_up(const HostVdso *v, const Elf64_Sym *symbol)
{
    const char *name = v->text + symbol->st_name;

    for (u32 i = 0; symbol->st_shndx && i < NUM_VDSO_CALLS; i++)
        if (!strcmp(name, calls[i].symbol))
            functions[i] = (VdsoFunction *)(v->base + symbol->st_value);
}

/* Several threads may look at once; they find the same. */
static void look(u64 start)
{
    HostVdso v = {0};

    for (u32 i = 0; i < NUM_VDSO_CALLS; i++)
        functions[i] = NULL;
    if (start && read_headers(&v, start))
        for (u32 i = 0, end = num_symbols(&v); i < end; i++)
            look_up(&v, &v.symbol[i]);
    __atomic_store_n(&looked_at, start, __ATOMIC_RELEASE);
}

i64 vdso_call(VdsoCall call, u64 a, u64 b, u64 c)
{
    u64 start = guest_program.host_vdso;

    if (__atomic_load_n(&looked_at, __ATOMIC_ACQUIRE) != start)
        look(start);
    VdsoFunction *function = functions[call];
    return function ? function(a, b, c) : sys_call3(calls[call].number, a, b, c);
}

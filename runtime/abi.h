/*
 * abi.h -- what ahead-of-time code and the runtime know of each other.
 *
 * Registers while guest code runs (both kinds):
 *
 *      fs      the Thread: guest state at offset 0, ThreadHead at HEAD
 *      gs      guest memory: guest address 0, with guard space on both sides
 *      MXCSR   the guest's rounding mode; exceptions add up in its flags
 *
 * Dynamic code besides: rbp = Thread + 128, so that the first 256 bytes of guest
 * state are in reach of an 8-bit displacement.
 *
 * A guest function has two host symbols.  `name.body` takes what its signature
 * says in registers and is called only by code that knows it.  `name` is its
 * entry for everybody, by LLVM's preserve_none convention (no register is kept).
 * It takes the guest's first `num_passed` arguments in host registers, whatever
 * the state holds for them; all others are in the state:
 *
 *      r12d    the link register: the guest pc its host caller will go on at
 *      r13d    the stack pointer
 *      r14d r15d edi esi edx ecx r8d r9d       r3-r10 of PowerPC, r0-r3 of ARM
 *
 * It returns (host ret) exactly when the guest function returns to where the link
 * register said, with all registers in the state.  A guest return to anywhere
 * else, and every other way out, goes to rt_dispatch.  The host stack is a cache,
 * never the truth: rt_dispatch drops it.
 *
 * A guest jump to another function, not to come back, is a host jump: what returns
 * from there returns to our host caller.
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#ifndef RUNTIME_ABI_H
#define RUNTIME_ABI_H

#include "ir/base.h"

/* Nothing is mapped below the one (Linux for ARM keeps two pages free), or from the
   other on. */
#define GUEST_LOWEST 0x2000u
#define GUEST_HIGHEST 0xffff0000u
#define GUEST_STACK_TOP 0xc0000000u

/* An `expected` that no guest return matches. */
#define NO_RETURN 0xfffffffeu

enum {
    STATE_MAX = 2048,           /* room for any guest's state */
    HEAD = STATE_MAX,           /* offset of ThreadHead in the Thread */
    STATE_BIAS = 128,           /* rbp - Thread, in dynamic code */
    GUEST_PIE_BASE = 0x400000,  /* where position-independent programs are put: as the
                                   kernel does without randomisation */
    GUEST_STACK_SIZE = 8 << 20, /* its stack at least, below GUEST_STACK_TOP */
    GUARD_SIZE = 0x10000,       /* inaccessible below and above guest memory; a
                                   displacement of 16 bits is added after cutting
                                   the base to 32 */
};

/* At fs:HEAD.  Ahead-of-time and dynamic code use the members by offset. */
typedef struct {
    u64 self;         /* address of the Thread */
    u64 stack_limit;  /* entry poll: rsp below this -> rt_poll.  All ones while
                         something is pending */
    u32 pending;      /* not 0: signals or requests wait; loops and dynamic
                         blocks test it */
    u32 code_changed; /* not 0: an invalidate waits for a resync */
    u64 dispatch_rsp; /* what rt_dispatch sets rsp to */
    u32 expected;     /* pc at which the innermost rt_call_unknown returns */
    u32 frame_sp;     /* the guest's stack pointer when that was called */
    u64 jump_cache;   /* host address of the indirect-branch cache */
    u64 memory;       /* host address of guest address 0, = gs base */
    u32 fp_events;    /* what fp_events() of ir/fp.h points to */
    u32 checks_left;  /* blocks of PAGE_CHECKED pages to enter till mixed.h looks at
                         the page again */
} ThreadHead;

/* Functions of the runtime, for ahead-of-time code.  Guest registers are in the
 * state at each call, and read from it afterwards. */
#ifndef ABI_NO_PROTOTYPES
_Noreturn void rt_dispatch(u32 pc); /* go on at pc, dropping the host stack */
/* preserve_none: call the code at pc; returns when the guest gets to `expected`.  In
 * tail position if `expected` is where our own caller goes on. */
/* void rt_call_unknown(u32 expected, u32 pc);  r12d, r13d */
u32 rt_poll(u32 pc);      /* pc: where the poll is.  0: go on as if nothing had been;
                             else the state changed: rt_dispatch(state pc) */
u32 rt_syscall(u32 next); /* 0: go on at next; else rt_dispatch(state pc) */
_Noreturn void rt_raise(u32 what, u32 pc);
void rt_invalidate(u32 address, u32 size);
#endif

/* The picture of the program that ahead-of-time objects carry, at symbol
 * `aot_image`.  All host pointers are offsets from the struct's own address. */
enum { AOT_MAGIC = 0x746f6162, AOT_VERSION = 5 };

/* In the table: it is certainly a function, which reads no flags where it begins.  What
 * a guess found may be a place within one. */
enum { AOT_CERTAIN = 1 };

/* Flags of an AotImage. */
enum {
    AOT_PRECISE = 1,  /* pc and registers are in the state at every access to guest
                         memory */
    AOT_READ_EXEC = 2 /* no PT_GNU_STACK: the guest may execute what it may read */
};

typedef struct {
    u32 entry;           /* guest pc of the function, with ARM's Thumb bit */
    u32 start, size;     /* guest bytes from its first block to the end of its last */
    i32 host, host_size; /* `name`, its bytes (0: not known) */
    i32 body, body_size; /* `name.body` */
    i32 name;            /* text */
    i32 leave; /* code that, entered as `body`, goes to the dispatcher at entry */
} AotFunction;

/* What guest pages have in them when the program starts. */
typedef enum {
    AOT_MOVE,   /* `bytes`, which are pages of no other row: they are moved there */
    AOT_COPY,   /* `bytes`, which another row moves: they are copied before */
    AOT_ZEROS,  /* zeros */
    AOT_NOTHING /* what is mapped behind the end of a file: accesses raise SIGBUS */
} AotContents;

typedef struct {
    u32 address, size; /* guest; whole pages */
    u32 protection;    /* PROT_READ and so on */
    u32 contents;      /* an AotContents */
    i32 bytes;         /* contents, in whole pages of this file; or 0 */
    u32 clear,
        clear_size; /* zeros take the place of so many bytes at address + clear */
} AotSegment;

typedef struct {
    u32 magic, version;
    u32 elf_machine;
    u32 cpu_level;              /* of x86-64: 2, 3 or 4 */
    u32 entry;                  /* guest address to start at */
    u32 phdr, phent, phnum;     /* guest AT_PHDR (0: not loaded) ... */
    u32 code_start, code_end;   /* guest range the table covers */
    u32 bytes_start, bytes_end; /* that all functions lie in */
    u32 code_shift;             /* table index = (pc - code_start) >> code_shift */
    i32 table;                  /* i32 per slot, writable: `name` - table, with
                                   AOT_CERTAIN in the low bit; 0 if none */
    i32 function;               /* AotFunction[], by entry */
    u32 num_functions;
    i32 segment; /* AotSegment[], for addresses that do not overlap */
    u32 num_segments;
    u32 break_start; /* guest address: where brk starts */
    i32 guest_file;  /* the guest's own file, in whole pages; 0: it was left out */
    u32 guest_size;  /* its bytes */
    u32 flags;       /* AOT_... */
    i32 symbol;      /* u32 pairs (guest address, name offset), by address */
    u32 num_symbols;
    i32 interpreter; /* text: PT_INTERP, the program's dynamic linker; 0: none */
    i32 root;        /* text: where the guest's libraries are, if DBT_ROOT does not say;
                        or 0 */
    u32 stack_flags; /* PT_GNU_STACK: 1 if the guest asks for an executable stack */
} AotImage;

/* The object that an offset of an AotImage leads to; NULL for 0. */
static inline const void *image_at_offset(const AotImage *image, i32 offset)
{
    return offset ? (const u8 *)image + offset : NULL;
}

#endif

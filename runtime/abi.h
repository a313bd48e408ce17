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
 * entry for everybody: LLVM's preserve_none convention (no register is kept),
 * one argument (r12d): `expected`, the guest pc its host caller will go on at.
 * All guest registers are in the state; it returns (host ret) exactly when the
 * guest function returns to `expected`, with all in the state again.  A guest
 * return to anywhere else, and every other way out, goes to rt_dispatch.  The
 * host stack is a cache, never the truth: rt_dispatch drops it.
 */
#ifndef RUNTIME_ABI_H
#define RUNTIME_ABI_H

#include "ir/base.h"

/* An `expected` that no guest return matches. */
#define NO_RETURN 0xfffffffeu

enum {
    STATE_MAX = 2048,          /* room for any guest's state */
    HEAD = STATE_MAX,          /* offset of ThreadHead in the Thread */
    STATE_BIAS = 128,          /* rbp - Thread, in dynamic code */
    GUEST_PIE_BASE = 0x400000, /* where position-independent programs are put: as the
                                  kernel does without randomisation */
    GUARD_SIZE = 0x10000,      /* inaccessible below and above guest memory; a
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
    u32 fp_events;    /* what fp_events() of ir/fp.h points to */
    u64 jump_cache;   /* host address of the indirect-branch cache */
    u64 memory;       /* host address of guest address 0, = gs base */
    u32 checks_left;  /* blocks of PAGE_CHECKED pages to enter till mixed.h looks at
                         the page again */
} ThreadHead;

/* Functions of the runtime, for ahead-of-time code.  Guest registers are in the
 * state at each call, and read from it afterwards. */
#ifndef ABI_NO_PROTOTYPES
_Noreturn void rt_dispatch(u32 pc); /* go on at pc, dropping the host stack */
/* preserve_none: call the code at pc; returns when the guest gets to `expected`. */
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

/* Flags of an AotImage. */
enum {
    AOT_PRECISE = 1 /* pc and registers are in the state at every access to guest
                       memory */
};

typedef struct {
    u32 entry;           /* guest pc of the function, with ARM's Thumb bit */
    u32 start, size;     /* guest bytes from its first block to the end of its last */
    i32 host, host_size; /* `name`, its bytes (0: not known) */
    i32 body, body_size; /* `name.body` */
    i32 name;            /* text */
    i32 leave; /* code that, entered as `body`, goes to the dispatcher at entry */
} AotFunction;

typedef struct {
    u32 address, size, file_size; /* guest; size of memory and of file contents */
    u32 protection;               /* PROT_READ and so on */
    i32 bytes;                    /* contents, page-aligned with address; pages of
                                     their own in the file */
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
    i32 table;                  /* i32 per slot, writable: `name` - table, 0 if none */
    i32 function;               /* AotFunction[], by entry */
    u32 num_functions;
    i32 segment; /* AotSegment[], by address */
    u32 num_segments;
    u32 flags;  /* AOT_... */
    i32 symbol; /* u32 pairs (guest address, name offset), by address */
    u32 num_symbols;
    i32 interpreter; /* text: PT_INTERP, the program's dynamic linker; 0: none */
    i32 root;        /* text: where the guest's libraries are, if DBT_ROOT does not say;
                        or 0 */
    u32 stack_flags; /* PT_GNU_STACK: 1 if the guest asks for an executable stack */
} AotImage;

#endif

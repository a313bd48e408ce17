/*
 * abi.h -- the contract between ahead-of-time code and the runtime.
 *
 * Host registers while guest code runs, ahead-of-time code and dynamic code alike:
 *
 *      fs      the Thread: guest state at offset 0, ThreadHead at offset HEAD
 *      gs      guest memory: guest address 0, with guard space on both sides
 *      MXCSR   the guest's rounding mode; its exception flags accumulate (sticky)
 *
 * Dynamic code has rbp = Thread + STATE_BIAS (128) besides.  An 8-bit displacement
 * then reaches the first 256 bytes of guest state.
 *
 * A guest function has two host symbols:
 *
 *      name.body   takes the arguments of its signature in registers; only code that
 *                  knows the signature calls it
 *      name        the entry for all other callers; LLVM's preserve_none convention,
 *                  so it keeps no register
 *
 * `name` takes the guest's first `num_passed` arguments in these host registers.  The
 * state may hold stale values for them; every other guest register is in the state:
 *
 *      r12d    the link register: the guest pc at which its host caller goes on
 *      r13d    the stack pointer
 *      r14d r15d edi esi edx ecx r8d r9d       r3-r10 of PowerPC, r0-r3 of ARM
 *
 * `name` returns (host ret) only when the guest function returns to the address that
 * the link register held.  It gives back two guest registers in these host registers,
 * for which the state may hold stale values; every other is in the state:
 *
 *      eax     r3 of PowerPC, r0 of ARM
 *      edx     the stack pointer
 *
 * A guest return to another address, and every other way out, goes to rt_dispatch.  The
 * host stack is only a cache of the guest's return addresses: rt_dispatch drops it.
 *
 * A guest tail call is a host jump to the other function.  That function returns to
 * our host caller.
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#ifndef RUNTIME_ABI_H
#define RUNTIME_ABI_H

#include "ir/base.h"

/* The guest maps nothing below GUEST_LOWEST (Linux for ARM keeps two pages free), and
 * nothing from GUEST_HIGHEST on. */
#define GUEST_LOWEST 0x2000u
#define GUEST_HIGHEST 0xffff0000u
#define GUEST_STACK_TOP 0xc0000000u

/* The guest addresses of position-independent modules: the top of what mmap gives. */
#define MODULES_START 0x98000000u
#define MODULES_END 0xb8000000u

/* A value of ThreadHead.expected that matches no guest return address. */
#define NO_RETURN 0xfffffffeu

enum {
    STATE_MAX = 2048, /* bytes reserved for the state of any guest */
    HEAD = STATE_MAX, /* offset in bytes of ThreadHead in the Thread */
    STATE_BIAS = 128, /* rbp - Thread, in dynamic code: 256 bytes of the state are in
                         reach of displacements of one byte */
    /* guest address at which position-independent programs are loaded, as the kernel
       does without randomisation */
    GUEST_PIE_BASE = 0x400000,
    /* bytes reserved for the guest's stack, at least; it ends at GUEST_STACK_TOP */
    GUEST_STACK_SIZE = 8 << 20,
    /* bytes of inaccessible host memory below guest memory, and above it.  Generated
       code cuts the base to 32 bits, then adds a 16-bit displacement: the sum may miss
       guest memory by this much */
    GUARD_SIZE = 0x10000,
};

/* The runtime's words of a thread, at fs:HEAD.  Ahead-of-time and dynamic code access
 * the members by offset. */
typedef struct {
    u64 self;        /* address of the Thread */
    u64 stack_limit; /* ahead-of-time functions call rt_poll at their entry if rsp is
                        below this.  All ones while `pending` is not 0 */
    u32 pending; /* PENDING_... (thread.h); not 0: a signal or a request waits.  Loops
                    of ahead-of-time code and entries of blocks test it */
    u32 code_changed; /* not 0: code was invalidated, and this thread has not
                         resynchronised yet */
    u64 dispatch_rsp; /* rt_dispatch sets rsp to this */
    u32 expected;     /* guest pc at which the innermost rt_call_unknown returns, or
                         NO_RETURN */
    u32 frame_sp;   /* the guest's stack pointer when that rt_call_unknown was called */
    u64 jump_cache; /* host address of the indirect-branch cache */
    u64 memory;     /* host address of guest address 0, = gs base */
    u32 fp_events;  /* the FPE_... bits; fp_events() of ir/fp.h returns the address of
                       this word */
    u32 checks_left; /* number of entries of blocks on PAGE_CHECKED pages until the
                        runtime tries to write-protect the page again (mixed.h) */
    u64 counted;     /* guest instructions that ahead-of-time code has executed, if it
                        counts them (AOT_COUNTS) */
    u64 middle;      /* address of byte STATE_BIAS of the Thread */
    u32 lacks;       /* LACKS_...: instructions that this host has not, of those that no
                        level of x86-64 promises.  Code that has them has another way
                        without */
} ThreadHead;

/* The host lacks AES or PCLMULQDQ; it lacks SHA. */
enum { LACKS_AES = 1, LACKS_SHA = 2 };

/* The runtime's functions that ahead-of-time code calls.  The caller stores the guest
 * registers to the state before each call and reads them from there afterwards. */
#ifndef ABI_NO_PROTOTYPES
/* Drops the host stack and continues the guest at `pc`. */
_Noreturn void rt_dispatch(u32 pc);
/* Runs the guest from `pc` (r13d) on; returns when it reaches the guest pc `expected`
 * (r12d).  The convention is preserve_none, and what it returns are the two guest
 * registers that a `name` gives back.  Callers for which `expected` is the guest pc at
 * which their own caller goes on call it in tail position. */
/* Returned rt_call_unknown(u32 expected, u32 pc); */
/* The same for a call of a stub, whose AotCall is `call` (r14): enters the function at
 * `pc` if it is an ahead-of-time function, and has the AotCall know it. */
/* Returned rt_call_stub(u32 expected, u32 pc, AotCall *call); */
/* Handles what waits, at the guest pc `pc` of the poll.  Returns 0 if the caller may go
 * on.  Else the state changed or the host stack was dropped: the caller must call
 * rt_dispatch(state pc).  Ahead-of-time code calls it by way of cold_rt_poll (cold.S),
 * which does that. */
u32 rt_poll(u32 pc);
/* Handles what waits at the entry of the function at the state's pc, which stored all
 * parameters of its body to the state.  Returns the host address of the body, which the
 * caller is to enter with the same parameters.  Returns NULL if the caller must call
 * rt_dispatch(state pc): as after rt_poll, or because the function is not used now. */
const void *rt_left(void);
/* Makes the system call in the state's registers; `next` is the guest pc after its
 * instruction.  Returns 0 if the caller may go on at `next`, else the caller must call
 * rt_dispatch(state pc). */
u32 rt_syscall(u32 next);
/* Delivers the exception `what` (a Raise) of the guest instruction at `pc` and
 * continues the guest by rt_dispatch. */
_Noreturn void rt_raise(u32 what, u32 pc);
/* Invalidates the translations of `size` guest bytes at `address`.  This thread leaves
 * its translation at the next resync. */
void rt_invalidate(u32 address, u32 size);
#endif

/* The description of the guest program that ahead-of-time objects carry, at symbol
 * `aot_image`.  A module, which is a shared object translated at one guest address, has
 * its own, at symbol `aot_module_98010000` if that is the address of its first page.
 * The program's lists those of its modules.  Each i32 that stands for a host pointer is
 * an offset in bytes from the AotImage's own address; 0 is NULL. */
enum { AOT_MAGIC = 0x746f6162, AOT_VERSION = 9 };

/* A flag of an AotFunction: its guest address certainly begins a function that reads no
 * flags on entry.  Without it the address was guessed and may lie inside a function. */
enum { AOT_CERTAIN = 1 };

/*
 * The table by which calls through pointers find ahead-of-time functions, those of the
 * program and of all modules: the u64 image_table[AOT_TABLE_SIZE], which the runtime
 * owns.  It is a cache: what is not there, the dispatcher finds and enters.  The entry
 * of guest pc `pc` (with ARM's Thumb bit) is
 *
 *      image_table[pc / code_align % AOT_TABLE_SIZE]       code_align: of the Guest
 *
 * Its high 32 bits are the host address of the function's `name` less that of
 * image_table.  Its low 32 bits are the function's pc; other pcs may share the entry.
 * If the function is not AOT_CERTAIN, bit 1 of the pc is inverted there: no other pc of
 * this entry looks so, as bit 1 is 0 for PowerPC, and for ARM a part of the index.
 */
enum { AOT_TABLE_SIZE = 1 << 19, AOT_TABLE_DOUBTFUL = 2 };

/* Where calls of a stub of the procedure linkage table lead: a cache of one function.
 * Each such call compares the word that the stub loads with `pc`; if they are the same,
 * it calls `host`.  `pc` is read first.  Ahead-of-time code has them as data that can
 * be written, and the runtime fills them in. */
typedef struct {
    u64 pc;   /* guest pc of the function; AOT_CALL_EMPTY: of none */
    u64 host; /* host address of its `name`; 0: none yet */
} AotCall;
#define AOT_CALL_EMPTY ((u64)1 << 32) /* no word of the guest is the same */

/* Host code of a function that is compiled in parts, besides its body. */
typedef struct {
    i32 host, size; /* its code, and the bytes of that */
    u32 function;   /* number of its row in AotImage.function */
} AotPart;

/* Flags of an AotImage. */
enum {
    /* with AOT_RESUMES: the state has all flags at checkpoints, too */
    AOT_PRECISE = 1,
    /* the program has no PT_GNU_STACK: the guest may execute what it may read
       (READ_IMPLIES_EXEC) */
    AOT_READ_EXEC = 2,
    /* what has no ahead-of-time code is interpreted, or ends the program, unless
       DBT_FALLBACK says otherwise (fallback.h) */
    AOT_FALLBACK_INTERP = 4,
    AOT_FALLBACK_NONE = 8,
    /* ahead-of-time code counts the instructions that it executes (--count) */
    AOT_COUNTS = 16,
    /* at checkpoints the pc and all registers are in the state, but flags that are
       written before they are read again; between two, what accesses guest memory may
       be executed once more */
    AOT_RESUMES = 32
};

typedef struct {
    u32 entry; /* guest pc of the function's entry, with ARM's Thumb bit */
    /* guest bytes from the function's first block to the end of its last */
    u32 start, size;
    i32 host, host_size; /* code of `name`, and its bytes (0: not known) */
    i32 body, body_size; /* code of `name.body`, and its bytes */
    i32 name;            /* the function's name, ended by 0 */
    i32 leave; /* code with `body`'s signature that polls, or goes to the dispatcher, at
                  the guest entry (rt_left); `body` is patched to jump there when the
                  function is invalidated */
    u32 flags; /* AOT_CERTAIN, or 0 */
} AotFunction;

/* The contents of a segment's guest pages when the program starts. */
typedef enum {
    /* the pages at `bytes`, which no other row uses: the loader moves them (mremap) */
    AOT_MOVE,
    /* a copy of the pages at `bytes`, which another row moves: the loader makes all
       copies first */
    AOT_COPY,
    AOT_ZEROS,  /* pages of zeros */
    AOT_NOTHING /* pages mapped beyond the end of a file: accesses raise SIGBUS */
} AotContents;

typedef struct {
    u32 address, size; /* guest address and bytes, both multiples of the page size */
    u32 protection;    /* PROT_READ and so on */
    u32 contents;      /* an AotContents */
    i32 bytes;         /* the contents: whole pages of this file; 0 if there are none */
    u32 clear,
        clear_size; /* the loader writes `clear_size` zero bytes at address + clear */
} AotSegment;

/* Guest bytes that a module's functions were made of: those that the file has for a
 * segment that is not writable. */
typedef struct {
    u32 address, size; /* guest address and bytes */
    u32 protection; /* PROT_READ and so on, as the guest's dynamic linker maps them */
    u32 reserved;   /* 0 */
    u64 hash;       /* XXH3_64bits of the bytes */
} AotPiece;

/* Guest bytes of functions that other functions have copies of in their code.  If they
 * change, no function of the image is used any more. */
typedef struct {
    u32 start, end; /* guest addresses */
} AotCopied;

typedef struct {
    u32 magic, version;
    u32 elf_machine;
    u32 cpu_level; /* the x86-64 level the code needs: 2, 3 or 4 */
    u32 entry;     /* guest address of the program's entry point */
    /* the guest's AT_PHDR (0: the headers are not loaded), AT_PHENT, AT_PHNUM */
    u32 phdr, phent, phnum;
    u32 code_start, code_end; /* guest addresses of the functions' entries */
    /* guest range in which the bytes of all functions lie */
    u32 bytes_start, bytes_end;
    i32 function; /* AotFunction[], ascending by entry */
    u32 num_functions;
    i32 segment; /* AotSegment[], whose addresses do not overlap */
    u32 num_segments;
    u32 break_start; /* guest address of the initial break */
    i32 guest_file;  /* the guest's own executable file, in whole pages; 0: it was left
                        out */
    u32 guest_size;  /* bytes of the guest's own file */
    u32 flags;       /* AOT_... */
    i32 symbol;      /* pairs of u32 (guest address, offset of the name), ascending by
                        address */
    u32 num_symbols;
    i32 interpreter; /* string: PT_INTERP, the path of the program's dynamic linker; 0:
                        none */
    i32 root; /* string: the folder of the guest's libraries, unless DBT_ROOT names one;
                 0: none */
    i32 bundle; /* AotBundle: files that the guest sees and the host need not have; 0:
                   none */
    u32 stack_flags; /* 1 if PT_GNU_STACK asks for an executable stack, else 0 */
    /* Of a module: the guest range of all its segments, whole pages.  0, 0: this is the
     * program. */
    u32 module_start, module_end;
    u32 file_size; /* bytes of the module's file; a file of another size is another one
                    */
    i32 piece;     /* AotPiece[] of a module, ascending by address */
    u32 num_pieces;
    i32 module; /* of the program: i32[], each the offset of a module's AotImage from
                   this one */
    u32 num_modules;
    i32 copied; /* AotCopied[], ascending, without overlaps */
    u32 num_copied;
    i32 soname; /* string: the module's DT_SONAME or the name of its file, for messages
                 */
    i32 shared; /* of the program: AotShared[], modules in files of their own; 0: none
                 */
    u32 num_shared;
    i32 shared_folder; /* string: the folder of these files; if it does not begin with
                          '/', from the folder of this program's file on */
    i32 parts;         /* AotPart[] */
    u32 num_parts;
} AotImage;

/*
 * A module in a file of its own (--shared-libs): an x86-64 shared object.  It refers to
 * the runtime of whatever program maps it in two ways.  The code calls a function of
 * the runtime through its slot, a host address.  It reads the address of image_table
 * from its global offset table, which has nothing else.  Both lie in PT_GNU_RELRO, so
 * that all pages of code and constants are the file's, the same in all processes.
 * e_entry is the address of the AotSharedHead.
 *
 * Behind the object the file has the module's note, the name of each slot's function,
 * ended by 0, and the AotSharedEnd, which ends it.
 */
enum {
    AOT_SHARED_MAGIC = 0x6d746264,
    AOT_SHARED_SUM = 64,
    AOT_SHARED_MOST = 1 << 30 /* its bytes, and its addresses */
};
typedef struct {
    u32 magic, version; /* AOT_SHARED_MAGIC, AOT_VERSION */
    /* offsets from the AotSharedHead */
    i32 image; /* the module's AotImage */
    i32 slot;  /* u64[], which the runtime fills */
    u32 num_slots;
} AotSharedHead;
typedef struct {
    u32 magic;                /* AOT_SHARED_MAGIC */
    u32 note_size;            /* bytes of the note */
    u32 names_size;           /* bytes of the slots' names */
    char key[AOT_SHARED_SUM]; /* SHA-256 of all that the file was made of, as digits */
    char sum[AOT_SHARED_SUM]; /* SHA-256 of the bytes up to here */
} AotSharedEnd;

/* What a program knows of such a file. */
typedef struct {
    i32 name; /* string: the file's name */
    u32 size; /* its bytes */
    i32 slot; /* i32[]: offset of the runtime's function for each slot */
    u32 num_slots;
    i32 table;                /* offset of image_table */
    char sum[AOT_SHARED_SUM]; /* that of its AotSharedEnd */
} AotShared;

/* A folder, file or symbolic link of a bundle.  Entry 0 is "/".  The entries of a
 * folder follow one another, ascending by name. */
typedef struct {
    u32 name;   /* offset of its name, without the folder's, ended by 0 */
    u32 parent; /* the entry of its folder */
    u32 mode;   /* its kind and rights, as st_mode */
    u32 count;  /* of a folder: the number of its entries */
    /* The first entry of a folder; the offset of a file's bytes, or of a link's target,
     * which ends by 0.  A file of a page or more begins a page. */
    u64 at;
    u64 size; /* bytes of the file or target; 0 of a folder */
    i64 time; /* when it was modified, in seconds since 1970 */
} AotBundleEntry;

/* The files of a bundle.  It begins a page and takes whole pages; what no file has of
 * them is 0.  Offsets are in bytes from the AotBundle. */
enum { AOT_BUNDLE_MAGIC = 0x656c6462 };
typedef struct {
    u32 magic, num_entries;
    u64 size;     /* bytes of all: whole pages */
    u32 reserved; /* 0 */
    u32 entry;    /* offset of the AotBundleEntry[] */
} AotBundle;

/* Returns the object at `offset` of an AotImage; NULL for offset 0. */
static inline const void *image_at_offset(const AotImage *image, i32 offset)
{
    return offset ? (const u8 *)image + offset : NULL;
}

#endif

/*
 * vdso.h -- a vDSO in the making: the shared object that the kernel maps into each
 * process.  Used when the project is built, not in outputs.  vdso(7).
 *
 *      VdsoImage image;
 *      vdso_build(&vdso_ppc, &image);
 *      fwrite(image.bytes, 1, image.size, file);
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#ifndef RUNTIME_VDSO_VDSO_H
#define RUNTIME_VDSO_VDSO_H

#include "ir/base.h"

/* How an unwinder finds what the registers are in a function's caller. */
typedef enum {
    NOTHING,   /* not told */
    LEAF,      /* they are what they were at the call, which lr tells */
    OLD_FRAME, /* those of the signal frame that the stack pointer shows */
    RT_FRAME,  /* the same with a siginfo_t */
} Unwind;

/* An instruction, or with `name` the beginning of an exported function. */
typedef struct {
    const char *name;
    u32 word;
    const char *text; /* the instruction as it is printed, or NULL */
    Unwind unwind;
    bool starts; /* what follows has `unwind` */
} VdsoRow;

typedef struct {
    const char *guest;
    const char *soname, *version;
    u16 machine; /* of the ELF header */
    u32 flags;
    bool big_endian;
    const VdsoRow *row;
    u32 num_rows;
} Vdso;

extern const Vdso vdso_ppc, vdso_arm;

enum { IMAGE_MAX = 4096, MAX_FUNCTIONS = 16 };

/* Bytes as they are made; `size` is where the next one goes. */
typedef struct {
    u8 bytes[IMAGE_MAX];
    u32 size;
    bool big_endian;
    u32 num_functions;
    struct {
        const char *name;
        u32 address, size;
    } function[MAX_FUNCTIONS];
} VdsoImage;

/* The whole object, to be mapped at any page. */
void vdso_build(const Vdso *vdso, VdsoImage *image);

/* Write a number of `bytes` bytes, at the end or over what is there. */
void image_add(VdsoImage *image, u64 value, u32 bytes);
void image_put(VdsoImage *image, u32 at, u64 value, u32 bytes);
void image_align(VdsoImage *image, u32 to);
void image_text(VdsoImage *image, const char *text); /* with its 0 */

/* Code from `start` to `end` whose callers are all found in one way. */
typedef struct {
    u32 start, end;
    Unwind unwind;
} UnwindRange;

/* .eh_frame with an FDE a range; the addresses of those go to fde[]. */
u32 eh_frame_add(VdsoImage *image, const UnwindRange *range, u32 count, u32 *fde);

#endif

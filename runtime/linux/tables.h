/*
 * tables.h -- makes the tables of one guest's Linux of the .def files in its folder.
 *
 *      #define GUEST_FOLDER arm
 *      #include "runtime/linux/tables.h"
 *      const LinuxAbi linux_arm = {LINUX_TABLES, ...};
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#include "runtime/linux/abi.h"
#include "runtime/linux/host.h"

/* clang-format off */
#define QUOTED(path) #path
#define FILE_NAME(folder, file) QUOTED(runtime/linux/folder/file)
#define GUEST_FILE(file) FILE_NAME(GUEST_FOLDER, file)
/* clang-format on */

#include "runtime/linux/declare_structs.h"
#include "runtime/linux/structs.def"
#include GUEST_FILE(structs.def)

#include "runtime/linux/declare.h"
#include "runtime/linux/structs.def"
#include GUEST_FILE(structs.def)
#undef STRUCT
#undef F
#undef A
#undef PAD
#undef END

static const u16 numbers[] = {
#define NR(n, name) [n] = CALL_##name + 1,
#include GUEST_FILE(numbers.def)
};

/* clang-format off */
#define SET(name)                     static const FlagBit flags_##name[] = {
#define BIT(name, guest)              {#name, guest, guest, (u32)name, (u32)name},
#define VALUE(mask, name, guest_mask, guest) {#name, guest_mask, guest, (u32)mask, (u32)name},
#define END                           {NULL, 0, 0, 0, 0}};
/* clang-format on */
#include GUEST_FILE(flags.def)

static const u8 characters[NCCS] = {
    [VEOL2 + 1] = NCCS,
    NCCS,
#define CHARACTER(name, place) [name] = place,
#include GUEST_FILE(characters.def)
};

static Layout (*const layouts[NUM_LAYOUTS])(void) = {
#define _(name) [LAYOUT_##name] = layout_##name,
    LAYOUTS(_)
#undef _
};

static const FlagBit *const flag_sets[NUM_FLAG_SETS] = {
#define _(name) [FLAGS_##name] = flags_##name,
    FLAG_SETS(_)
#undef _
};

static const u32 ioctls[NUM_IOCTLS] = {
#define NUMBER(name, n) [IOCTL_##name] = n,
#include GUEST_FILE(ioctls.def)
};

static const SocketOption socket_options[] = {
#define NUMBER(name, n) {n, name},
#include GUEST_FILE(sockopts.def)
    {0, 0},
};

/* Initialises the members of a LinuxAbi that are tables. */
#define LINUX_TABLES                                                                   \
    .number = numbers, .num_numbers = ARRAY_LEN(numbers), .layout = layouts,           \
    .flags = flag_sets, .ioctl = ioctls, .control_character = characters,              \
    .socket_options = socket_options

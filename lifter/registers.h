/*
 * registers.h -- a template that defines the registers of one guest from its state.def.
 *
 *      #define CPU ArmCpu
 *      #define STATE_DEF "lifter/arm/state.def"
 *      #define THIS_GUEST guest_arm
 *      #include "lifter/registers.h"
 *
 * It defines `regs`, `slot_name` and `slot_of`, for the members of the guest's Guest.
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#include "lifter/lifter.h"

#define INT REG_INT
#define FLAG REG_FLAG
#define FLOAT REG_FLOAT
#define HIDDEN REG_HIDDEN
static const GuestReg regs[] = {
#define R(type, member, name, group)                                                   \
    {name, offsetof(CPU, member), 0, sizeof(type), group},
#define RS(type, member, how_many, name, group)                                        \
    {name, offsetof(CPU, member), how_many, sizeof(type), group},
#include STATE_DEF
    {0}};
#undef INT
#undef FLAG
#undef FLOAT
#undef HIDDEN

static bool slot_name(u32 slot, char *name, size_t room)
{
    return guest_reg_name(&THIS_GUEST, slot, name, room);
}

static bool slot_of(const char *name, u32 *slot)
{
    return guest_reg_slot(&THIS_GUEST, name, slot);
}

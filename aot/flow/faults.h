/*
 * faults.h -- which registers must be in the state where an instruction may fault.
 *
 *      faults_find(units, &block);             before the block's ops are optimised
 *      ...
 *      faults_of(units, &block, index)         NULL: that instruction cannot fault
 *
 * An instruction that faults is executed again, or control goes elsewhere, by the
 * state: what is read from there on must be in it as it was before that instruction.
 * Liveness in other blocks follows from their events.  Within the block it must be
 * known of the guest's own instructions: where one reads what another has written,
 * optimised ops pass the value on, and are no events.
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#ifndef AOT_FLOW_FAULTS_H
#define AOT_FLOW_FAULTS_H

#include "aot/flow/unit.h"

/* Finds the instructions of a block, as it was lifted, that may fault. */
void faults_find(const Units *units, UnitBlock *block);
/* Returns the one at a guest pc, as OP_insn has it; NULL: it cannot fault. */
const FaultPoint *faults_at(const UnitBlock *block, u32 pc);
/* Returns the one whose OP_insn has this index in the block's ops; NULL: it cannot
 * fault, or not any more: the passes have found what it would load. */
const FaultPoint *faults_of(const Units *units, const UnitBlock *block, u32 index);

/* Tells, by op, whether its value certainly decides something: an access, a way that
 * control takes, or what is in a register where the state is complete.  Others may go
 * unused, and a load among them is there for its fault alone.  live[i] is the set just
 * after event i of the block, as of flow_after; `needed` says which ops are lowered. */
void faults_find_used(const Unit *unit, const UnitBlock *block, const RegSet *live,
                      const bool *needed, bool *used);

/* The register of the decoder's mode, if it is not 0 where the instruction begins: at a
 * checkpoint there the mode is in the state, and the register has the value 0 again,
 * which is that after the last instruction of its kind. */
RegSet faults_mode_register(const Units *units, const FaultPoint *fault);

#endif

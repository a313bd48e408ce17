/*
 * expression.h -- micro-ops written as expressions, for tests of one fact a line.
 *
 *      expression_block(&blk, "add(x, shl(y, 2))", &complaint);
 *
 * makes a block that gets what it needs, puts the value in slot RESULT_SLOT and
 * jumps.  x y z are i32 in slots 0, 8, 16; X Y Z i64 in 64, 72, 80; f g h f32 in
 * 128, 136, 144; F G H f64 in 192, 200, 208.  Numbers are i32, with L at the end
 * i64, with V a v128 that has them in both halves; 1.5f is an f32 and 1.5 an f64.  An
 * op's imm and, where its operands do not tell, its type come after dots: set.lt(x, y),
 * sext.8(x), load.i64.16|big(x), stof.f64(x), vshl.8#3(1V).
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#ifndef TESTS_EXPRESSION_H
#define TESTS_EXPRESSION_H

#include "ir/ir.h"

enum { RESULT_SLOT = 240 };

/* The value of the expression, or VAL_NONE, and what is wrong in `complaint`. */
Val expression_block(Block *blk, const char *text, const char **complaint);

/* Whether two values are made in the same way, down to the gets. */
bool same_expression(const Block *x, Val v, const Block *y, Val w);

/* The value that is put in RESULT_SLOT. */
Val expression_result(const Block *blk);

#endif

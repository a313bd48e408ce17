/* optimise.c -- the passes both back ends share. */
#include "ir/ir.h"

void ir_optimise(Block *blk, const Helper *helpers, bool precise)
{
    (void)blk;
    (void)helpers;
    (void)precise;
}

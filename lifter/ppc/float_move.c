/* float_move.c -- placeholder of a floating-point table. */
#include "lifter/ppc/ppc.h"

const PpcInsn ppc_float_move[] = {{0}};

/* float_arith.c -- placeholder of a floating-point table. */
#include "lifter/ppc/ppc.h"

const PpcInsn ppc_float_arith[] = {{0}};

/* float_status.c -- placeholder of a floating-point table. */
#include "lifter/ppc/ppc.h"

const PpcInsn ppc_float_status[] = {{0}};

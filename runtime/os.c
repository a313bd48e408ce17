/* os.c -- the operating system that the guest sees. */
#include "runtime/os.h"

const Os *os;

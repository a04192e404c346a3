#ifndef ISOLA_CZ3_SHIM_H
#define ISOLA_CZ3_SHIM_H
#include <z3.h>
#endif

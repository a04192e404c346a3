#ifndef ISOLA_CSQLITE_SHIM_H
#define ISOLA_CSQLITE_SHIM_H
#include <sqlite3.h>
#endif

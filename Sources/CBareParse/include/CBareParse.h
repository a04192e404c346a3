#pragma once
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// Parses the JSON file at `path` with `dom::parser::parse`. Returns its size in bytes, and the nanoseconds of processor time
/// that the parse alone took (the file was read before) in `*nanoseconds`; -1 when it cannot be read, -2 when it is not JSON.
int64_t isola_bare_parse(const char *path, int64_t *nanoseconds);

#ifdef __cplusplus
}
#endif

#ifndef ISOLA_CSIMDJSON_H
#define ISOLA_CSIMDJSON_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// Deeper nesting is an error. AWS answers stay below 20.
#define ISOLA_JSON_MAXIMUM_DEPTH 256

enum isola_json_kind {
  ISOLA_JSON_OBJECT = 0,
  ISOLA_JSON_ARRAY = 1,
  ISOLA_JSON_KEY = 2,
  ISOLA_JSON_STRING = 3,
  ISOLA_JSON_INTEGER = 4,
  ISOLA_JSON_UNSIGNED = 5,
  ISOLA_JSON_DOUBLE = 6,
  ISOLA_JSON_TRUE = 7,
  ISOLA_JSON_FALSE = 8,
  ISOLA_JSON_NULL = 9
};

/// One node. Containers are followed by their contents; a key is followed by its value.
typedef struct isola_json_node {
  /// Byte range in the input, end exclusive; strings and keys include their quotes.
  uint32_t start;
  uint32_t end;
  /// Index of the first node after this subtree; for a key, after its value.
  uint32_t next;
  /// One of `isola_json_kind` in the low eight bits. Above them, for a string or key with escapes, one more than
  /// the number of its decoded text; 0 where the text between the quotes is the text that is meant.
  uint32_t kind;
} isola_json_node;

/// The decoded text of a string with escapes: a byte range in the arena.
typedef struct isola_json_decoded {
  uint32_t start;
  uint32_t end;
} isola_json_decoded;

typedef struct isola_json_document {
  isola_json_node *nodes;
  size_t count;
  isola_json_decoded *decoded;
  size_t decoded_count;
  char *arena;
  size_t arena_length;
} isola_json_document;

typedef struct isola_json_error {
  uint64_t offset;
  char message[256];
} isola_json_error;

/// Bytes after a text that the parser may read. Where they are not allocated, the text is copied.
#define ISOLA_JSON_PADDING 64

/// Parses the text. On success returns 1 and fills `document`, which the caller releases with
/// `isola_json_release`; on failure returns 0 and fills `error`. `capacity` is how many bytes are allocated at `text`.
int isola_json_parse(
    const uint8_t *text, size_t length, size_t capacity, isola_json_document *document,
    isola_json_error *error);

void isola_json_release(isola_json_document *document);

/// The strict reader alone: returns 1 when the text is one well-formed document, else fills `error`.
int isola_json_diagnose(const uint8_t *text, size_t length, isola_json_error *error);

#ifdef __cplusplus
}
#endif
#endif

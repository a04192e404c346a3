// Reads a document with simdjson on demand and writes it down as one array of nodes.
#include "CSimdJSON.h"

#include <simdjson.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <functional>
#include <new>
#include <string_view>
#include <vector>

namespace {

using namespace simdjson;

std::string_view token(ondemand::value &value) { return value.raw_json_token(); }

std::string_view token(ondemand::document &document) {
  std::string_view text;
  return document.raw_json_token().get(text) == SUCCESS ? text : std::string_view();
}

/// Plain elements in memory of malloc, which a C caller takes over without a copy.
template <class Element>
class Buffer {
 public:
  Buffer() = default;
  Buffer(const Buffer &) = delete;
  Buffer &operator=(const Buffer &) = delete;
  ~Buffer() { free(elements_); }

  size_t size() const { return count_; }
  Element &operator[](size_t index) { return elements_[index]; }
  const Element &operator[](size_t index) const { return elements_[index]; }

  void reserve(size_t capacity) {
    if (capacity <= capacity_) return;
    auto moved = (Element *)realloc(elements_, capacity * sizeof(Element));
    if (moved == nullptr) throw std::bad_alloc();
    elements_ = moved;
    capacity_ = capacity;
  }

  void append(const Element *first, size_t count) {
    if (count_ + count > capacity_) reserve(std::max(count_ + count, capacity_ + capacity_ / 2 + 16));
    if (count > 0) memcpy(elements_ + count_, first, count * sizeof(Element));
    count_ += count;
  }

  void push_back(const Element &element) { append(&element, 1); }

  /// The elements, in no more memory than they need. The caller frees them.
  Element *release() {
    auto fitting = (Element *)realloc(elements_, std::max<size_t>(1, count_ * sizeof(Element)));
    Element *result = fitting == nullptr ? elements_ : fitting;
    elements_ = nullptr;
    return result;
  }

 private:
  Element *elements_ = nullptr;
  size_t count_ = 0, capacity_ = 0;
};

class Flattener {
 public:
  Flattener(const char *text, size_t length, uint32_t shift) : text_(text), length_(length), shift_(shift) {
    nodes_.reserve(length / 12 + 8);
  }

  /// A simdjson error, or SUCCESS. `place` is the offset of the value that was being read.
  template <class Value>
  error_code value(Value &value, unsigned depth) {
    ondemand::json_type type;
    if (auto e = value.type().get(type)) return e;
    std::string_view raw = token(value);
    if (raw.data() == nullptr) return TAPE_ERROR;
    place_ = (size_t)(raw.data() - text_);
    switch (type) {
      case ondemand::json_type::object: return object(value, depth);
      case ondemand::json_type::array: return array(value, depth);
      case ondemand::json_type::string: return string(value, raw);
      case ondemand::json_type::number: return number(value, raw);
      case ondemand::json_type::boolean: {
        bool truth;
        if (auto e = value.get_bool().get(truth)) return e;
        scalar(truth ? ISOLA_JSON_TRUE : ISOLA_JSON_FALSE, raw);
        return SUCCESS;
      }
      case ondemand::json_type::null: {
        bool null;
        if (auto e = value.is_null().get(null)) return e;
        if (!null) return N_ATOM_ERROR;
        scalar(ISOLA_JSON_NULL, raw);
        return SUCCESS;
      }
    }
    return TAPE_ERROR;
  }

  error_code read(ondemand::document &document) {
    document_ = &document;
    if (auto e = value(document, 1)) return e;
    const char *next = nullptr;
    return document.current_location().get(next) == SUCCESS ? TRAILING_CONTENT : SUCCESS;
  }

  void hand_over(isola_json_document *out) {
    *out = {nullptr, nodes_.size(), nullptr, decoded_.size(), nullptr, arena_.size()};
    out->nodes = nodes_.release();
    out->decoded = decoded_.release();
    out->arena = arena_.release();
  }

  size_t place() const { return place_; }
  bool duplicate() const { return duplicate_; }

 private:
  const char *text_;
  size_t length_;
  uint32_t shift_;
  ondemand::document *document_ = nullptr;
  Buffer<isola_json_node> nodes_;
  Buffer<isola_json_decoded> decoded_;
  Buffer<char> arena_;
  struct Key {
    size_t hash;
    uint32_t node;
  };
  std::vector<Key> keys_;
  size_t place_ = 0;
  bool duplicate_ = false;

  static constexpr error_code depth_error = DEPTH_ERROR;

  uint32_t open(uint32_t kind, size_t start) {
    isola_json_node node = {(uint32_t)start + shift_, 0, 0, kind};
    nodes_.push_back(node);
    return (uint32_t)(nodes_.size() - 1);
  }

  void close(uint32_t index, size_t end) {
    nodes_[index].end = (uint32_t)end + shift_;
    nodes_[index].next = (uint32_t)nodes_.size();
  }

  void scalar(uint32_t kind, std::string_view raw) {
    size_t start = (size_t)(raw.data() - text_), end = start + raw.size();
    while (end > start + 1 && is_space(text_[end - 1])) end--;
    close(open(kind, start), end);
  }

  static bool is_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

  static constexpr size_t most_decoded = 0xFFFFFF;

  /// The kind of a string or key that ends where the next node begins: a text with escapes is kept decoded.
  error_code keep(uint32_t index, std::string_view decoded) {
    isola_json_node &node = nodes_[index];
    if (node.end - node.start == decoded.size() + 2) return SUCCESS;
    if (decoded_.size() >= most_decoded || arena_.size() + decoded.size() > UINT32_MAX) return CAPACITY;
    isola_json_decoded range = {(uint32_t)arena_.size(), (uint32_t)(arena_.size() + decoded.size())};
    arena_.append(decoded.data(), decoded.size());
    decoded_.push_back(range);
    node.kind |= (uint32_t)decoded_.size() << 8;
    return SUCCESS;
  }

  std::string_view kept(uint32_t index) const {
    const isola_json_node &node = nodes_[index];
    if (node.kind >> 8 == 0) return std::string_view(text_ + (node.start - shift_) + 1, node.end - node.start - 2);
    isola_json_decoded range = decoded_[(node.kind >> 8) - 1];
    return std::string_view(&arena_[range.start], range.end - range.start);
  }

  /// The end of a container whose closing bracket was the last token that simdjson took.
  size_t end_of_container() {
    const char *next = nullptr;
    size_t at = length_;
    if (document_->current_location().get(next) == SUCCESS && next != nullptr) at = (size_t)(next - text_);
    if (at > length_) at = length_;
    while (at > 0 && is_space(text_[at - 1])) at--;
    return at;
  }

  template <class Value>
  error_code object(Value &value, unsigned depth) {
    if (depth > ISOLA_JSON_MAXIMUM_DEPTH) return depth_error;
    uint32_t self = open(ISOLA_JSON_OBJECT, place_);
    size_t first_key = keys_.size();
    ondemand::object members;
    if (auto e = value.get_object().get(members)) return e;
    for (auto item : members) {
      ondemand::field field;
      if (auto e = std::move(item).get(field)) return e;
      size_t inside = (size_t)(field.key().raw() - text_);
      place_ = inside - 1;
      std::string_view name;
      if (auto e = field.unescaped_key().get(name)) return e;
      uint32_t key = open(ISOLA_JSON_KEY, inside - 1);
      nodes_[key].end = (uint32_t)end_of_string(inside) + shift_;
      if (auto e = keep(key, name)) return e;
      keys_.push_back({std::hash<std::string_view>()(name), key});
      ondemand::value member = field.value();
      if (auto e = this->value(member, depth + 1)) return e;
      nodes_[key].next = (uint32_t)nodes_.size();
    }
    if (!distinct(first_key)) return TAPE_ERROR;
    keys_.resize(first_key);
    close(self, end_of_container());
    return SUCCESS;
  }

  bool distinct(size_t first) {
    size_t n = keys_.size() - first;
    auto same = [&](const Key &a, const Key &b) {
      if (a.hash != b.hash || kept(a.node) != kept(b.node)) return false;
      place_ = nodes_[std::max(a.node, b.node)].start - shift_;
      duplicate_ = true;
      return true;
    };
    if (n <= 12) {
      for (size_t i = first; i < keys_.size(); i++)
        for (size_t j = first; j < i; j++)
          if (same(keys_[j], keys_[i])) return false;
      return true;
    }
    std::sort(keys_.begin() + first, keys_.end(), [](const Key &a, const Key &b) {
      return a.hash != b.hash ? a.hash < b.hash : a.node < b.node;
    });
    for (size_t i = first; i < keys_.size(); i++)
      for (size_t j = i + 1; j < keys_.size() && keys_[j].hash == keys_[i].hash; j++)
        if (same(keys_[i], keys_[j])) return false;
    return true;
  }

  /// The offset after the closing quote of the string whose first character is at `at`.
  size_t end_of_string(size_t at) const {
    while (at < length_ && text_[at] != '"') at += text_[at] == '\\' ? 2 : 1;
    return std::min(at + 1, length_);
  }

  template <class Value>
  error_code array(Value &value, unsigned depth) {
    if (depth > ISOLA_JSON_MAXIMUM_DEPTH) return depth_error;
    uint32_t self = open(ISOLA_JSON_ARRAY, place_);
    ondemand::array elements;
    if (auto e = value.get_array().get(elements)) return e;
    for (auto item : elements) {
      ondemand::value element;
      if (auto e = std::move(item).get(element)) return e;
      if (auto e = this->value(element, depth + 1)) return e;
    }
    close(self, end_of_container());
    return SUCCESS;
  }

  template <class Value>
  error_code string(Value &value, std::string_view raw) {
    std::string_view decoded;
    if (auto e = value.get_string().get(decoded)) return e;
    scalar(ISOLA_JSON_STRING, raw);
    return keep((uint32_t)(nodes_.size() - 1), decoded);
  }

  template <class Value>
  error_code number(Value &value, std::string_view raw) {
    ondemand::number number;
    if (auto e = value.get_number().get(number)) return e;
    switch (number.get_number_type()) {
      case ondemand::number_type::signed_integer: scalar(ISOLA_JSON_INTEGER, raw); break;
      case ondemand::number_type::unsigned_integer: scalar(ISOLA_JSON_UNSIGNED, raw); break;
      case ondemand::number_type::floating_point_number: scalar(ISOLA_JSON_DOUBLE, raw); break;
    }
    return SUCCESS;
  }
};

int fail(isola_json_error *error, uint64_t offset, const char *message) {
  error->offset = offset;
  snprintf(error->message, sizeof error->message, "%s", message);
  return 0;
}

int parse(
    const uint8_t *text, size_t length, size_t capacity, isola_json_document *out, isola_json_error *error) {
  if (length >= UINT32_MAX - 64) return fail(error, 0, "expected a document below 4 GiB, found a larger one");
  bool utf16 = length >= 2 && ((text[0] == 0xFF && text[1] == 0xFE) || (text[0] == 0xFE && text[1] == 0xFF));
  if (utf16) return isola_json_diagnose(text, length, error);
  size_t shift = length >= 3 && text[0] == 0xEF && text[1] == 0xBB && text[2] == 0xBF ? 3 : 0;
  padded_string copied;
  padded_string_view padded((const char *)text + shift, length - shift, capacity - shift);
  if (capacity < length + SIMDJSON_PADDING) {
    copied = padded_string((const char *)text + shift, length - shift);
    padded = copied;
  }
  ondemand::parser parser;
  ondemand::document document;
  Flattener flattener(padded.data(), padded.size(), (uint32_t)shift);
  error_code code = parser.iterate(padded).get(document);
  if (code == SUCCESS) code = flattener.read(document);
  if (code == SUCCESS) {
    flattener.hand_over(out);
    return 1;
  }
  // The slow reader knows better where and why; it does not know of duplicate keys and of number ranges.
  if (!isola_json_diagnose(text, length, error)) return 0;
  uint64_t offset = flattener.place() + shift;
  if (flattener.duplicate())
    return fail(error, offset, "expected each key once in an object, found this one again");
  if (code == NUMBER_ERROR || code == NUMBER_OUT_OF_RANGE || code == INCORRECT_TYPE)
    return fail(error, offset, "expected a number of at most 64 bits, found a larger one");
  if (code == CAPACITY || code == MEMALLOC)
    return fail(error, 0, "expected a document that fits in memory, found a larger one");
  error->offset = offset;
  snprintf(error->message, sizeof error->message, "expected JSON, found a mistake: %s", error_message(code));
  return 0;
}

}  // namespace

extern "C" int isola_json_parse(
    const uint8_t *text, size_t length, size_t capacity, isola_json_document *document,
    isola_json_error *error) {
  *document = {nullptr, 0, nullptr, 0, nullptr, 0};
  try {
    return parse(text, length, capacity, document, error);
  } catch (...) {
    return fail(error, 0, "expected a document that fits in memory, found a larger one");
  }
}

extern "C" void isola_json_release(isola_json_document *document) {
  free(document->nodes);
  free(document->decoded);
  free(document->arena);
  *document = {nullptr, 0, nullptr, 0, nullptr, 0};
}

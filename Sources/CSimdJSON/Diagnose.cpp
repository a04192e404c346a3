// A strict and slow reader of RFC 8259 that says where and why a text is not a document.
#include "CSimdJSON.h"

#include <cstdarg>
#include <cstdio>
#include <cstring>
#include <vector>

namespace {

class Reader {
 public:
  Reader(const uint8_t *text, size_t length, isola_json_error *error)
      : text_(text), length_(length), error_(error) {}

  bool document() {
    if (!encoding()) return false;
    space();
    if (at_ == length_) return fail("expected a JSON value, found an empty document");
    // Iterative: `open_` holds the closing bracket of each container that is being read.
    bool expects_value = true;
    for (;;) {
      if (expects_value) {
        if (at_ == length_) return unexpected("a value");
        uint8_t c = text_[at_];
        if (c == '{' || c == '[') {
          if (open_.size() >= ISOLA_JSON_MAXIMUM_DEPTH)
            return fail("expected at most %d levels of nesting, found more", ISOLA_JSON_MAXIMUM_DEPTH);
          open_.push_back(c == '{' ? '}' : ']');
          at_++;
          space();
          if (at_ < length_ && text_[at_] == (uint8_t)open_.back()) {
            at_++;
            open_.pop_back();
          } else {
            if (c == '{' && !key()) return false;
            continue;
          }
        } else if (!scalar()) {
          return false;
        }
      }
      space();
      if (open_.empty()) {
        if (at_ == length_) return true;
        return unexpected("the end of the document");
      }
      bool in_object = open_.back() == '}';
      if (at_ == length_) return unexpected(in_object ? "`,` or `}`" : "`,` or `]`");
      if (text_[at_] == ',') {
        at_++;
        space();
        if (in_object && !key()) return false;
        expects_value = true;
      } else if (text_[at_] == (uint8_t)open_.back()) {
        at_++;
        open_.pop_back();
        expects_value = false;
      } else {
        return unexpected(in_object ? "`,` or `}`" : "`,` or `]`");
      }
    }
  }

 private:
  const uint8_t *text_;
  size_t length_;
  isola_json_error *error_;
  size_t at_ = 0;
  std::vector<char> open_;

  bool fail(const char *format, ...) __attribute__((format(printf, 2, 3))) {
    error_->offset = at_;
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(error_->message, sizeof error_->message, format, arguments);
    va_end(arguments);
    return false;
  }

  bool unexpected(const char *expected) {
    if (at_ >= length_) return fail("expected %s, found the end of the file", expected);
    uint8_t c = text_[at_];
    if (c < 0x20 || c == 0x7F) return fail("expected %s, found the control character 0x%02X", expected, c);
    if (c >= 0x80) return fail("expected %s, found a character outside of a string", expected);
    return fail("expected %s, found `%c`", expected, c);
  }

  void space() {
    while (at_ < length_ && (text_[at_] == ' ' || text_[at_] == '\t' || text_[at_] == '\n' || text_[at_] == '\r')) at_++;
  }

  bool encoding() {
    if (length_ >= 2 && ((text_[0] == 0xFF && text_[1] == 0xFE) || (text_[0] == 0xFE && text_[1] == 0xFF)))
      return fail("expected UTF-8, found UTF-16; convert to UTF-8");
    if (length_ >= 3 && text_[0] == 0xEF && text_[1] == 0xBB && text_[2] == 0xBF) at_ = 3;
    size_t start = at_;
    while (at_ < length_) {
      size_t n = sequence();
      if (n == 0) return fail("expected UTF-8, found the byte 0x%02X", text_[at_]);
      at_ += n;
    }
    at_ = start;
    return true;
  }

  // Length of the well-formed UTF-8 sequence at `at_`, or 0 (Unicode 15, table 3-7).
  size_t sequence() const {
    uint8_t a = text_[at_];
    if (a < 0x80) return 1;
    auto tail = [&](size_t i, uint8_t low, uint8_t high) {
      return at_ + i < length_ && text_[at_ + i] >= low && text_[at_ + i] <= high;
    };
    if (a >= 0xC2 && a <= 0xDF) return tail(1, 0x80, 0xBF) ? 2 : 0;
    if (a >= 0xE0 && a <= 0xEF) {
      uint8_t low = a == 0xE0 ? 0xA0 : 0x80, high = a == 0xED ? 0x9F : 0xBF;
      return tail(1, low, high) && tail(2, 0x80, 0xBF) ? 3 : 0;
    }
    if (a >= 0xF0 && a <= 0xF4) {
      uint8_t low = a == 0xF0 ? 0x90 : 0x80, high = a == 0xF4 ? 0x8F : 0xBF;
      return tail(1, low, high) && tail(2, 0x80, 0xBF) && tail(3, 0x80, 0xBF) ? 4 : 0;
    }
    return 0;
  }

  bool key() {
    if (at_ == length_ || text_[at_] != '"') return unexpected("a key in double quotes");
    if (!string()) return false;
    space();
    if (at_ == length_ || text_[at_] != ':') return unexpected("`:`");
    at_++;
    space();
    return true;
  }

  bool scalar() {
    uint8_t c = text_[at_];
    if (c == '"') return string();
    if (c == '-' || (c >= '0' && c <= '9')) return number();
    if (c == 't') return word("true");
    if (c == 'f') return word("false");
    if (c == 'n') return word("null");
    return unexpected("a value");
  }

  bool word(const char *expected) {
    size_t n = strlen(expected);
    if (length_ - at_ < n || memcmp(text_ + at_, expected, n) != 0) return fail("expected a value, found an unknown word");
    at_ += n;
    return boundary();
  }

  // A scalar ends at a bracket, a comma, a colon, a quote, white space or the end.
  bool boundary() {
    if (at_ == length_) return true;
    uint8_t c = text_[at_];
    if (strchr(",]}:[{ \t\n\r\"", c) != nullptr && c != 0) return true;
    return unexpected("the end of the value");
  }

  bool digits() {
    if (at_ == length_ || text_[at_] < '0' || text_[at_] > '9') return unexpected("a digit");
    while (at_ < length_ && text_[at_] >= '0' && text_[at_] <= '9') at_++;
    return true;
  }

  bool number() {
    if (text_[at_] == '-') at_++;
    if (at_ < length_ && text_[at_] == '0') {
      at_++;
      if (at_ < length_ && text_[at_] >= '0' && text_[at_] <= '9')
        return fail("expected a number without leading zeros, found one with them");
    } else if (!digits()) {
      return false;
    }
    if (at_ < length_ && text_[at_] == '.') {
      at_++;
      if (!digits()) return false;
    }
    if (at_ < length_ && (text_[at_] == 'e' || text_[at_] == 'E')) {
      at_++;
      if (at_ < length_ && (text_[at_] == '+' || text_[at_] == '-')) at_++;
      if (!digits()) return false;
    }
    return boundary();
  }

  bool hex(unsigned *value) {
    *value = 0;
    for (int i = 0; i < 4; i++, at_++) {
      if (at_ == length_) return unexpected("a hexadecimal digit");
      uint8_t c = text_[at_];
      unsigned digit;
      if (c >= '0' && c <= '9') digit = c - '0';
      else if (c >= 'a' && c <= 'f') digit = c - 'a' + 10;
      else if (c >= 'A' && c <= 'F') digit = c - 'A' + 10;
      else return unexpected("a hexadecimal digit");
      *value = *value * 16 + digit;
    }
    return true;
  }

  bool string() {
    size_t start = at_;
    at_++;
    for (;;) {
      if (at_ == length_) {
        at_ = start;
        return fail("expected a closing quote, found the end of the file");
      }
      uint8_t c = text_[at_];
      if (c == '"') {
        at_++;
        return true;
      }
      if (c < 0x20) return fail("expected an escape sequence, found the control character 0x%02X", c);
      if (c != '\\') {
        at_++;
        continue;
      }
      if (!escape()) return false;
    }
  }

  bool escape() {
    size_t start = at_;
    at_++;
    if (at_ == length_) return unexpected("an escape sequence");
    uint8_t c = text_[at_];
    if (c != 'u') {
      if (c == 0 || strchr("\"\\/bfnrt", c) == nullptr) return unexpected("an escape sequence");
      at_++;
      return true;
    }
    at_++;
    unsigned high, low;
    if (!hex(&high)) return false;
    if (high < 0xD800 || high > 0xDFFF) return true;
    if (high <= 0xDBFF && length_ - at_ >= 2 && text_[at_] == '\\' && text_[at_ + 1] == 'u') {
      at_ += 2;
      if (!hex(&low)) return false;
      if (low >= 0xDC00 && low <= 0xDFFF) return true;
    }
    at_ = start;
    return fail("expected a pair of surrogates, found half of one");
  }
};

}  // namespace

extern "C" int isola_json_diagnose(const uint8_t *text, size_t length, isola_json_error *error) {
  try {
    return Reader(text, length, error).document() ? 1 : 0;
  } catch (...) {
    error->offset = 0;
    snprintf(error->message, sizeof error->message, "expected a document that fits in memory, found a larger one");
    return 0;
  }
}

#pragma once
// JSON to values and back: objects become maps, as if Go had read them, but whole numbers stay
// whole.
//
// Everything a value points at lies in the arena that was given, so it may outlive the text.

#include <cstddef>
#include <string_view>
#include <vector>

#include "generator/template/arena.h"
#include "generator/template/text_buffer.h"
#include "generator/template/value.h"

namespace barnabas {

// Reads one text after the other and keeps its memory in between. One thread.
class JsonReader {
 public:
  // The value of a whole text; a Failure where it is not JSON: then error() and error_at().
  Value read(std::string_view text, Arena& arena);

  // What was expected, and at which byte.
  std::string_view error() const { return error_; }
  std::size_t error_at() const { return at_; }

 private:
  Value value(int depth);
  Value object(int depth);
  Value list(int depth);
  Value number();
  Value string();
  bool unescape(char*& to);
  bool code_unit(unsigned& unit);
  Value word(std::string_view word, Value value);
  Value fail(std::string_view expected);
  void skip_space();
  bool take(char letter);

  std::string_view text_;
  std::size_t at_ = 0;
  Arena* arena_ = nullptr;
  std::string_view error_;
  // What is inside of objects and lists that are not closed yet.
  std::vector<MapEntry> entries_;
  std::vector<Value> items_;
};

// Sorts by key, as maps must be; of entries with the same key the last one stays. Returns how many
// there are then.
std::size_t sort_entries(std::span<MapEntry> entries);

// The value as JSON on one line. What JSON does not have is written as a string.
void append_json(TextBuffer& out, const Value& value);
// The text as a string of JSON, with its quotes.
void append_json_string(TextBuffer& out, std::string_view text);

// The value that these names lead to, "address.city"; Nothing where there is none.
Value value_at(const Value& value, std::string_view path);

}  // namespace barnabas

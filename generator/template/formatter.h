#pragma once
// Formatter: Go's printf: flags, width, precision, and one verb for one value.

#include <cstdint>
#include <optional>
#include <string_view>

#include "generator/template/function.h"
#include "generator/template/text_buffer.h"
#include "generator/template/value.h"

namespace barnabas {

class Formatter {
 public:
  explicit Formatter(TextBuffer& out) : out_(out) {}

  void print_format(std::string_view format, Arguments values);

  // One value under one verb, with the flags that are set.
  void print(const Value& value, char32_t verb);

 private:
  struct Flags {
    bool minus = false;
    bool plus = false;
    bool sharp = false;
    bool space = false;
    bool zero = false;
    bool plus_v = false;   // %+v
    bool sharp_v = false;  // %#v: as Go source
    std::optional<int> width;
    std::optional<int> precision;
  };

  // print_format reads a directive with these.
  void directive();
  bool simple_directive();
  void argument_number();
  void read_width();
  void read_precision();
  std::optional<int> read_number();
  std::optional<int> integer_argument();
  void finish_directive(char32_t verb);
  void extra_arguments();

  void print_inside(const Value& value, char32_t verb);
  void list(const Value& value, char32_t verb);
  void byte_list(const Value& value, char32_t verb);
  void map(const Value& value, char32_t verb);
  void boolean(const Value& value, char32_t verb);
  void integer(const Value& value, char32_t verb);
  void floating(double value, int bits, char32_t verb, const Value& shown);
  void complex(const Value& value, char32_t verb);
  void string(const Value& value, char32_t verb);
  void bad_verb(const Value& value, char32_t verb);

  void write_based(std::uint64_t magnitude, bool negative, unsigned base, char32_t verb);
  void write_float_text(double value, int bits, char verb, int precision);
  void write_unicode(std::uint64_t rune);
  void write_character(std::uint64_t rune);
  void write_quoted_character(std::uint64_t rune);
  void write_quoted(std::string_view text);
  void write_hexadecimal(std::string_view text, bool upper);
  std::string_view truncated(std::string_view text) const;
  void pad(std::string_view text);
  void padding(std::size_t count);
  void append_verb(char32_t verb);

  TextBuffer& out_;
  Flags flags_;

  // While a format is worked through.
  std::string_view format_;
  std::size_t at_ = 0;
  Arguments values_;
  std::size_t next_value_ = 0;
  bool reordered_ = false;
  bool good_number_ = true;
  bool after_index_ = false;
};

}  // namespace barnabas

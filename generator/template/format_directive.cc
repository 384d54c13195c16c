// The part of Formatter that reads a format: which value, which flags, what is missing or too much.

#include <string>
#include <utility>

#include "generator/template/formatter.h"
#include "generator/template/print.h"
#include "generator/template/unicode.h"

namespace barnabas {

namespace {

constexpr int number_max = 1'000'000;

bool too_large(std::int64_t number) { return number > number_max || number < -number_max; }

}  // namespace

void Formatter::print_format(std::string_view format, Arguments values) {
  format_ = format;
  values_ = values;
  at_ = next_value_ = 0;
  reordered_ = after_index_ = false;
  while (at_ < format_.size()) {
    const auto percent = format_.find('%', at_);
    out_.append(format_.substr(at_, percent - at_));
    if (percent == format_.npos) break;
    at_ = percent + 1;
    good_number_ = true;
    directive();
  }
  if (!reordered_ && next_value_ < values_.size()) extra_arguments();
}

// Behind the percent sign.
void Formatter::directive() {
  flags_ = {};
  if (simple_directive()) return;
  argument_number();
  read_width();
  read_precision();
  if (!after_index_) argument_number();
  if (at_ >= format_.size()) {
    out_.append("%!(NOVERB)");
    return;
  }
  const auto verb = first_rune(format_.substr(at_));
  at_ += verb.size;
  finish_directive(verb.value);
}

// Flags, and a verb right behind them.
bool Formatter::simple_directive() {
  for (; at_ < format_.size(); ++at_) {
    const char letter = format_[at_];
    if (letter == '#') {
      flags_.sharp = true;
    } else if (letter == '0') {
      flags_.zero = true;
    } else if (letter == '+') {
      flags_.plus = true;
    } else if (letter == '-') {
      flags_.minus = true;
    } else if (letter == ' ') {
      flags_.space = true;
    } else {
      if (letter < 'a' || letter > 'z' || next_value_ >= values_.size()) return false;
      ++at_;
      finish_directive(static_cast<unsigned char>(letter));
      return true;
    }
  }
  return false;
}

// `[3]`: which value comes next.
void Formatter::argument_number() {
  after_index_ = false;
  if (at_ >= format_.size() || format_[at_] != '[') return;
  reordered_ = true;
  const auto close = format_.find(']', at_);
  if (close == format_.npos || format_.size() - at_ < 3) {
    good_number_ = false;
    ++at_;
    return;
  }
  const auto start = ++at_;
  const auto number = read_number();
  const bool whole = number && at_ == close && close > start;
  at_ = close + 1;
  if (whole && *number >= 1 && static_cast<std::size_t>(*number) <= values_.size()) {
    next_value_ = static_cast<std::size_t>(*number - 1);
    after_index_ = true;
    return;
  }
  good_number_ = false;
  after_index_ = whole;
}

std::optional<int> Formatter::read_number() {
  std::optional<int> number;
  for (; at_ < format_.size() && format_[at_] >= '0' && format_[at_] <= '9'; ++at_) {
    if (number && too_large(*number)) {
      at_ = format_.size();
      return {};
    }
    number = number.value_or(0) * 10 + (format_[at_] - '0');
  }
  return number;
}

// `*`: a number that is the next value.
std::optional<int> Formatter::integer_argument() {
  if (next_value_ >= values_.size()) return {};
  const auto& value = values_[next_value_++];
  if (!value.is_integer() || too_large(value.as_int())) return {};
  return static_cast<int>(value.as_int());
}

void Formatter::read_width() {
  if (at_ >= format_.size() || format_[at_] != '*') {
    flags_.width = read_number();
    if (after_index_ && flags_.width) good_number_ = false;
    return;
  }
  ++at_;
  flags_.width = integer_argument();
  if (!flags_.width) out_.append("%!(BADWIDTH)");
  if (flags_.width.value_or(0) < 0) {
    flags_.width = -*flags_.width;
    flags_.minus = true;
    flags_.zero = false;
  }
  after_index_ = false;
}

void Formatter::read_precision() {
  if (at_ + 1 >= format_.size() || format_[at_] != '.') return;
  ++at_;
  if (after_index_) good_number_ = false;
  argument_number();
  if (at_ < format_.size() && format_[at_] == '*') {
    ++at_;
    flags_.precision = integer_argument();
    if (flags_.precision.value_or(0) < 0) flags_.precision.reset();
    if (!flags_.precision) out_.append("%!(BADPREC)");
    after_index_ = false;
  } else {
    flags_.precision = read_number().value_or(0);
  }
}

void Formatter::finish_directive(char32_t verb) {
  if (verb == '%') {
    out_.append('%');
    return;
  }
  if (!good_number_ || next_value_ >= values_.size()) {
    out_.append("%!");
    append_verb(verb);
    out_.append(good_number_ ? "(MISSING)" : "(BADINDEX)");
    return;
  }
  if (verb == 'v') {
    flags_.sharp_v = std::exchange(flags_.sharp, false);
    flags_.plus_v = std::exchange(flags_.plus, false);
  }
  print(values_[next_value_++], verb);
}

void Formatter::extra_arguments() {
  flags_ = {};
  out_.append("%!(EXTRA ");
  for (auto i = next_value_; i < values_.size(); ++i) {
    if (i > next_value_) out_.append(", ");
    if (!values_[i].is_nothing()) {
      out_.append(type_name(values_[i]));
      out_.append('=');
    }
    print(values_[i], 'v');
  }
  out_.append(')');
}

}  // namespace barnabas

#include "generator/schemas/protobuf_lexer.h"

#include <algorithm>

namespace barnabas {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }

}  // namespace

void ProtobufLexer::skip_blanks() {
  while (at_ < text_.size()) {
    const auto rest = text_.substr(at_);
    if (rest.substr(0, 2) == "//") {
      at_ = std::min(text_.find('\n', at_), text_.size());
    } else if (rest.substr(0, 2) == "/*") {
      const auto end = text_.find("*/", at_ + 2);
      const auto stop = end == std::string_view::npos ? text_.size() : end + 2;
      for (; at_ < stop; ++at_) line_ += text_[at_] == '\n';
    } else if (rest[0] == ' ' || rest[0] == '\t' || rest[0] == '\r' || rest[0] == '\n') {
      line_ += rest[0] == '\n';
      ++at_;
    } else {
      return;
    }
  }
}

void ProtobufLexer::quoted(ProtobufToken& token) {
  const char quote = text_[at_++];
  while (at_ < text_.size() && text_[at_] != quote && text_[at_] != '\n') {
    if (text_[at_] == '\\' && at_ + 1 < text_.size()) ++at_;
    token.text += text_[at_++];
  }
  if (at_ == text_.size() || text_[at_] != quote)
    token.kind = ProtobufToken::Kind::Bad;
  else
    ++at_;
}

ProtobufToken ProtobufLexer::next() {
  skip_blanks();
  ProtobufToken token;
  token.line = line_;
  if (at_ == text_.size()) return token;
  const char first = text_[at_];
  const auto start = at_;
  if (first == '"' || first == '\'') {
    token.kind = ProtobufToken::Kind::Text;
    quoted(token);
    return token;
  }
  if (is_letter(first) || is_digit(first)) {
    token.kind = is_digit(first) ? ProtobufToken::Kind::Number : ProtobufToken::Kind::Name;
    // A dot belongs to a name with a package, and to a number with a fraction.
    while (at_ < text_.size() &&
           (is_letter(text_[at_]) || is_digit(text_[at_]) || text_[at_] == '.'))
      ++at_;
  } else if (first == '.' && at_ + 1 < text_.size() && is_letter(text_[at_ + 1])) {
    token.kind = ProtobufToken::Kind::Name;
    ++at_;
    while (at_ < text_.size() &&
           (is_letter(text_[at_]) || is_digit(text_[at_]) || text_[at_] == '.'))
      ++at_;
  } else {
    token.kind = ProtobufToken::Kind::Sign;
    ++at_;
  }
  token.text = text_.substr(start, at_ - start);
  return token;
}

}  // namespace barnabas

#include "generator/schemas/protobuf_lexer.h"

#include <algorithm>
#include <cctype>

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

// "\n", a byte as "\303" or "\xC3", or the letter itself.
void ProtobufLexer::escaped(std::string& text) {
  const char kind = text_[++at_];
  const bool hexadecimal = kind == 'x' || kind == 'X';
  if (hexadecimal || (kind >= '0' && kind <= '7')) {
    if (hexadecimal) ++at_;
    unsigned byte = 0;
    const auto most = hexadecimal ? 2u : 3u;
    for (unsigned digits = 0; digits < most && at_ < text_.size(); ++digits, ++at_) {
      const char c = text_[at_];
      const bool is_octal = c >= '0' && c <= '7';
      if (!is_octal && (!hexadecimal || std::isxdigit(static_cast<unsigned char>(c)) == 0)) break;
      const auto digit = c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10;
      byte = byte * (hexadecimal ? 16 : 8) + static_cast<unsigned>(digit);
    }
    text += static_cast<char>(static_cast<unsigned char>(byte));
    return;
  }
  ++at_;
  const auto known = std::string_view("abfnrtv").find(kind);
  text += known == std::string_view::npos ? kind : "\a\b\f\n\r\t\v"[known];
}

void ProtobufLexer::quoted(ProtobufToken& token) {
  const char quote = text_[at_++];
  while (at_ < text_.size() && text_[at_] != quote && text_[at_] != '\n') {
    if (text_[at_] == '\\' && at_ + 1 < text_.size())
      escaped(token.text);
    else
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

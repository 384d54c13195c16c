#include "generator/template/lexer.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "generator/template/quote.h"
#include "generator/template/unicode.h"

namespace barnabas {

namespace {

constexpr std::string_view left_delimiter = "{{";
constexpr std::string_view right_delimiter = "}}";
constexpr std::string_view space_letters = " \t\r\n";
constexpr char32_t no_rune = 0xFFFFFFFF;

constexpr std::pair<std::string_view, TokenType> keywords[] = {
    {"block", TokenType::Block},
    {"break", TokenType::Break},
    {"continue", TokenType::Continue},
    {"define", TokenType::Define},
    {"else", TokenType::Else},
    {"end", TokenType::EndKeyword},
    {"if", TokenType::If},
    {"nil", TokenType::Nil},
    {"range", TokenType::Range},
    {"template", TokenType::Template},
    {"with", TokenType::With},
    {"true", TokenType::Bool},
    {"false", TokenType::Bool},
};

bool is_space(char32_t rune) { return rune == ' ' || rune == '\t' || rune == '\r' || rune == '\n'; }

bool is_word(char32_t rune) { return rune == '_' || (rune != no_rune && is_letter_or_digit(rune)); }

bool has_left_trim(std::string_view text) {
  return text.size() >= 2 && text[0] == '-' && is_space(static_cast<unsigned char>(text[1]));
}

bool has_right_trim(std::string_view text) {
  return text.size() >= 2 && is_space(static_cast<unsigned char>(text[0])) && text[1] == '-';
}

std::size_t leading_spaces(std::string_view text) {
  return std::min(text.find_first_not_of(space_letters), text.size());
}

std::size_t trailing_spaces(std::string_view text) {
  const auto last = text.find_last_not_of(space_letters);
  return last == text.npos ? text.size() : text.size() - last - 1;
}

// U+0027 and the character itself, where it can be seen. The end of the text is -1 in Go.
std::string name_rune(char32_t rune) {
  if (rune == no_rune) return "U+FFFFFFFFFFFFFFFF";
  auto name = fmt::format("U+{:04X}", static_cast<std::uint32_t>(rune));
  if (is_printable(rune)) {
    name += " '";
    append_rune(name, rune);
    name += '\'';
  }
  return name;
}

}  // namespace

std::string describe(const Token& token) {
  if (token.type == TokenType::End) return "EOF";
  if (token.type == TokenType::Error) return std::string(token.text);
  if (token.type >= TokenType::Block) return fmt::format("<{}>", token.text);
  if (token.text.size() <= 10) return quote(token.text);
  auto cut = token.text;
  std::size_t size = 0;
  for (int runes = 0; runes < 10 && size < cut.size(); ++runes) {
    size += first_rune(cut.substr(size)).size;
  }
  return quote(cut.substr(0, size)) + "...";
}

Token Lexer::next() { return inside_action_ ? lex_inside_action() : lex_text(); }

std::size_t Lexer::newlines(std::size_t from, std::size_t to) const {
  return static_cast<std::size_t>(std::count(input_.begin() + static_cast<std::ptrdiff_t>(from),
                                             input_.begin() + static_cast<std::ptrdiff_t>(to),
                                             '\n'));
}

Token Lexer::emit(TokenType type) {
  const Token token{type, start_, input_.substr(start_, position_ - start_), start_line_};
  start_ = position_;
  start_line_ = line_;
  return token;
}

Token Lexer::fail(std::string message) {
  error_ = std::move(message);
  const Token token{TokenType::Error, start_, error_, start_line_};
  start_ = position_ = 0;
  input_ = {};
  inside_action_ = false;
  return token;
}

// Passes over what was skipped without read().
void Lexer::ignore() {
  line_ += newlines(start_, position_);
  start_ = position_;
  start_line_ = line_;
}

char32_t Lexer::peek() const {
  return position_ < input_.size() ? first_rune(rest()).value : no_rune;
}

std::size_t Lexer::peek_size() const { return first_rune(rest()).size; }

char32_t Lexer::read() {
  const auto rune = peek();
  position_ += peek_size();
  if (rune == '\n') ++line_;
  return rune;
}

bool Lexer::accept(std::string_view letters) {
  const auto rune = peek();
  if (rune >= 0x80 || letters.find(static_cast<char>(rune)) == letters.npos) return false;
  read();
  return true;
}

void Lexer::accept_run(std::string_view letters) {
  while (accept(letters)) {
  }
}

bool Lexer::at_right_delimiter(bool& trims) const {
  trims = has_right_trim(rest()) && rest().substr(2).starts_with(right_delimiter);
  return trims || rest().starts_with(right_delimiter);
}

// Whether a word may end here. `$x+2` is none: there may be arithmetic one day.
bool Lexer::at_terminator() const {
  const auto rune = peek();
  if (rune == no_rune || is_space(rune)) return true;
  if (rune < 0x80 &&
      std::string_view(".,|:)(").find(static_cast<char>(rune)) != std::string::npos) {
    return true;
  }
  return rest().starts_with(right_delimiter);
}

Token Lexer::lex_text() {
  const auto found = input_.find(left_delimiter, position_);
  if (found == input_.npos) {
    position_ = input_.size();
    if (position_ == start_) return emit(TokenType::End);
    line_ += newlines(start_, position_);
    return emit(TokenType::Text);
  }
  if (found > position_) {
    position_ = found;
    const bool trims = has_left_trim(input_.substr(found + left_delimiter.size()));
    const auto spaces = trims ? trailing_spaces(input_.substr(start_, found - start_)) : 0;
    position_ -= spaces;
    line_ += newlines(start_, position_);
    const auto text = emit(TokenType::Text);
    position_ += spaces;
    ignore();
    if (!text.text.empty()) return text;
  }
  return lex_left_delimiter();
}

Token Lexer::lex_left_delimiter() {
  position_ += left_delimiter.size();
  const std::size_t marker = has_left_trim(rest()) ? 2 : 0;
  if (rest().substr(marker).starts_with("/*")) {
    position_ += marker;
    ignore();
    return lex_comment();
  }
  const auto token = emit(TokenType::LeftDelimiter);
  inside_action_ = true;
  position_ += marker;
  ignore();
  parentheses_ = 0;
  return token;
}

Token Lexer::lex_comment() {
  const auto end = input_.find("*/", position_ + 2);
  if (end == input_.npos) return fail("unclosed comment");
  position_ = end + 2;
  bool trims = false;
  if (!at_right_delimiter(trims)) return fail("comment ends before closing delimiter");
  position_ += right_delimiter.size() + (trims ? 2 : 0);
  if (trims) position_ += leading_spaces(rest());
  ignore();
  return lex_text();
}

Token Lexer::lex_right_delimiter() {
  bool trims = false;
  at_right_delimiter(trims);
  if (trims) {
    position_ += 2;
    ignore();
  }
  position_ += right_delimiter.size();
  const auto token = emit(TokenType::RightDelimiter);
  if (trims) {
    position_ += leading_spaces(rest());
    ignore();
  }
  inside_action_ = false;
  return token;
}

Token Lexer::lex_inside_action() {
  bool trims = false;
  if (at_right_delimiter(trims)) {
    return parentheses_ == 0 ? lex_right_delimiter() : fail("unclosed left paren");
  }
  const auto rune = peek();
  if (rune == no_rune) return fail("unclosed action");
  if (is_space(rune)) return lex_space();
  if (is_word(rune) && !(rune >= '0' && rune <= '9')) return lex_identifier();
  if (rune == '+' || rune == '-' || (rune >= '0' && rune <= '9')) return lex_number();
  if (rune == '.') {
    const char after = position_ + 1 < input_.size() ? input_[position_ + 1] : '0';
    if (after >= '0' && after <= '9') return lex_number();
  }
  return lex_symbol(read());
}

// The rune has been read.
Token Lexer::lex_symbol(char32_t rune) {
  switch (rune) {
    case '=':
      return emit(TokenType::Assign);
    case ':':
      return read() == '=' ? emit(TokenType::Declare) : fail("expected :=");
    case '|':
      return emit(TokenType::Pipe);
    case '"':
      return lex_quoted('"', TokenType::String, "quoted string");
    case '\'':
      return lex_quoted('\'', TokenType::CharConstant, "character constant");
    case '`':
      return lex_raw_string();
    case '$':
      return lex_field_or_variable(TokenType::Variable);
    case '.':
      return lex_field_or_variable(TokenType::Field);
    case '(':
      ++parentheses_;
      return emit(TokenType::LeftParenthesis);
    case ')':
      if (parentheses_ == 0) return fail("unexpected right paren");
      --parentheses_;
      return emit(TokenType::RightParenthesis);
    default:
      if (rune < 0x80 && is_printable(rune)) return emit(TokenType::Char);
      return fail("unrecognized character in action: " + name_rune(rune));
  }
}

Token Lexer::lex_space() {
  std::size_t spaces = 0;
  std::size_t last = position_;
  while (is_space(peek())) {
    last = position_;
    read();
    ++spaces;
  }
  // The last of the spaces may belong to a delimiter that trims.
  if (has_right_trim(input_.substr(last)) && input_.substr(last + 2).starts_with(right_delimiter)) {
    if (input_[last] == '\n') --line_;
    position_ = last;
    if (spaces == 1) return lex_right_delimiter();
  }
  return emit(TokenType::Space);
}

Token Lexer::lex_identifier() {
  while (is_word(peek())) read();
  if (!at_terminator()) return fail("bad character " + name_rune(peek()));
  const auto word = input_.substr(start_, position_ - start_);
  for (const auto& [keyword, type] : keywords) {
    if (word == keyword) return emit(type);
  }
  return emit(TokenType::Identifier);
}

// The dot or dollar has been read; alone, it is the cursor, or the variable `$`.
Token Lexer::lex_field_or_variable(TokenType type) {
  if (at_terminator()) return emit(type == TokenType::Field ? TokenType::Dot : type);
  while (is_word(peek())) read();
  if (!at_terminator()) return fail("bad character " + name_rune(peek()));
  return emit(type);
}

Token Lexer::lex_quoted(char quote, TokenType type, std::string_view what) {
  while (true) {
    auto rune = read();
    if (rune == static_cast<unsigned char>(quote)) return emit(type);
    const bool escaped = rune == '\\';
    if (escaped) rune = read();
    if (rune == no_rune || rune == '\n') return fail(fmt::format("unterminated {}", what));
  }
}

Token Lexer::lex_raw_string() {
  while (true) {
    const auto rune = read();
    if (rune == no_rune) return fail("unterminated raw quoted string");
    if (rune == '`') return emit(TokenType::RawString);
  }
}

// Not exact: what passes here and is no number is found by the parser.
Token Lexer::lex_number() {
  const auto bad = [&] {
    return fail("bad number syntax: " + quote(input_.substr(start_, position_ - start_)));
  };
  if (!scan_number()) return bad();
  if (peek() != '+' && peek() != '-') return emit(TokenType::Number);
  if (!scan_number() || input_[position_ - 1] != 'i') return bad();
  return emit(TokenType::Complex);
}

bool Lexer::scan_number() {
  accept("+-");
  std::string_view digits = "0123456789_";
  std::string_view exponent = "eE";
  if (accept("0")) {
    if (accept("xX")) {
      digits = "0123456789abcdefABCDEF_";
      exponent = "pP";
    } else if (accept("oO")) {
      digits = "01234567_";
      exponent = "";
    } else if (accept("bB")) {
      digits = "01_";
      exponent = "";
    }
  }
  accept_run(digits);
  if (accept(".")) accept_run(digits);
  if (accept(exponent)) {
    accept("+-");
    accept_run("0123456789_");
  }
  accept("i");
  if (!is_word(peek())) return true;
  read();
  return false;
}

}  // namespace barnabas

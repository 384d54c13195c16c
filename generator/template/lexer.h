#pragma once
// Lexer: cuts a template into texts, delimiters, and the words between them.
//
// Outside of actions there is one kind of token, Text. `{{- ` and ` -}}` trim the neighbouring
// text here, so that the parser never sees what they took away. Comments vanish. Spaces inside of
// actions are tokens, because `.A .B` is two operands and `.A.B` is one.

#include <cstdint>
#include <string>
#include <string_view>

namespace barnabas {

enum class TokenType : std::uint8_t {
  Error,  // the text says what is wrong; nothing but End follows
  Bool,
  Char,  // some other printable ASCII character, for instance a comma
  CharConstant,
  Complex,
  Assign,
  Declare,
  End,
  Field,
  Identifier,
  LeftDelimiter,
  LeftParenthesis,
  Number,
  Pipe,
  RawString,
  RightDelimiter,
  RightParenthesis,
  Space,
  String,
  Text,
  Variable,
  // Keywords.
  Block,
  Break,
  Continue,
  Dot,
  Define,
  Else,
  EndKeyword,
  If,
  Nil,
  Range,
  Template,
  With,
};

struct Token {
  TokenType type = TokenType::End;
  std::size_t position = 0;
  std::string_view text;
  std::size_t line = 0;
};

// As error texts show a token: `"abc"`, `<end>`, `EOF`.
std::string describe(const Token& token);

class Lexer {
 public:
  // The text must outlive the lexer and its tokens.
  explicit Lexer(std::string_view text) : input_(text) {}

  Token next();

 private:
  Token lex_text();
  Token lex_left_delimiter();
  Token lex_comment();
  Token lex_right_delimiter();
  Token lex_inside_action();
  Token lex_symbol(char32_t rune);
  Token lex_space();
  Token lex_identifier();
  Token lex_field_or_variable(TokenType type);
  Token lex_quoted(char quote, TokenType type, std::string_view what);
  Token lex_raw_string();
  Token lex_number();
  bool scan_number();

  Token emit(TokenType type);
  Token fail(std::string message);
  void ignore();
  char32_t read();
  char32_t peek() const;
  std::size_t peek_size() const;
  bool accept(std::string_view letters);
  void accept_run(std::string_view letters);
  bool at_terminator() const;
  bool at_right_delimiter(bool& trims) const;
  std::string_view rest() const { return input_.substr(position_); }
  std::size_t newlines(std::size_t from, std::size_t to) const;

  std::string_view input_;
  std::size_t position_ = 0;
  std::size_t start_ = 0;  // of the token being read
  std::size_t line_ = 1;
  std::size_t start_line_ = 1;
  std::size_t parentheses_ = 0;
  bool inside_action_ = false;
  std::string error_;
};

}  // namespace barnabas

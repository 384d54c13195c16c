#pragma once
// ProtobufLexer: the words of a .proto file.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace barnabas {

struct ProtobufToken {
  enum class Kind : std::uint8_t { End, Name, Number, Text, Sign, Bad };
  Kind kind = Kind::End;
  std::string text;  // of a Text: without quotes and escapes
  std::size_t line = 1;
};

class ProtobufLexer {
 public:
  // The text must outlive the lexer.
  explicit ProtobufLexer(std::string_view text) : text_(text) {}

  ProtobufToken next();

 private:
  void skip_blanks();
  void quoted(ProtobufToken& token);
  void escaped(std::string& text);

  std::string_view text_;
  std::size_t at_ = 0;
  std::size_t line_ = 1;
};

}  // namespace barnabas

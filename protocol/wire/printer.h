#pragma once
// Printer: a message as the JSON that Apache Kafka's request log and *JsonConverter classes give:
// the same field names, ids as base64url, binary fields as base64, absent versions left out.

#include <string>
#include <string_view>

#include "protocol/wire/wire.h"

namespace barnabas {

enum class PrintRecords {
  Size,    // "recordsSizeInBytes": 1234, as the request log does
  Base64,  // the content itself
};

class Printer final : public Wire {
 public:
  Printer(Version version, PrintRecords records) : Wire(version), print_records_(records) {}
  std::string take() { return std::move(text_); }

 private:
  bool begin(const char* name, Versions versions) override;
  bool begin_tag(int tag, const char* name, Versions versions, bool engaged) override;
  void end_tag() override {}
  int enter() override;
  bool again() override { return false; }
  void leave(int outer) override;

  void value(bool& field) override;
  void value(std::int8_t& field) override;
  void value(std::int16_t& field) override;
  void value(std::uint16_t& field) override;
  void value(std::int32_t& field) override;
  void value(std::uint32_t& field) override;
  void value(std::int64_t& field) override;
  void value(double& field) override;
  void value(std::string& field) override;
  void value(std::optional<std::string>& field) override;
  void classic_value(std::optional<std::string>& field) override;
  void value(Uuid& field) override;
  void value(Bytes& field) override;
  void value(std::optional<Bytes>& field) override;
  void value(Records& field) override;
  std::int64_t array_size(std::int64_t size, Elements elements) override;
  void array_element(std::int64_t index) override;
  void array_end() override;
  bool present(bool engaged) override;

  void emit(std::string_view text);
  void quoted(std::string_view text);

  const PrintRecords print_records_;
  std::string text_;
  const char* pending_name_ = nullptr;
  bool first_field_ = true;
};

// `text` as a JSON string with its quotes. Invalid UTF-8 becomes U+FFFD.
std::string json_quote(std::string_view text);

}  // namespace barnabas

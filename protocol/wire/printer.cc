#include "protocol/wire/printer.h"

#include <nlohmann/json.hpp>

#include "protocol/base/base64.h"

namespace barnabas {

std::string json_quote(std::string_view text) {
  using nlohmann::json;
  return json(text).dump(-1, ' ', false, json::error_handler_t::replace);
}

// The name waits until the value is known: records print under another name than their field's.
bool Printer::begin(const char* name, Versions versions) {
  if (!versions.contains(version_)) return false;
  pending_name_ = name;
  return true;
}

bool Printer::begin_tag(int, const char* name, Versions versions, bool engaged) {
  return engaged && begin(name, versions);
}

int Printer::enter() {
  emit("{");
  const int outer = first_field_ ? 1 : 0;
  first_field_ = true;
  return outer;
}

void Printer::leave(int outer) {
  text_ += '}';
  first_field_ = outer != 0;
}

void Printer::value(bool& field) { emit(field ? "true" : "false"); }
void Printer::value(std::int8_t& field) { emit(std::to_string(field)); }
void Printer::value(std::int16_t& field) { emit(std::to_string(field)); }
void Printer::value(std::uint16_t& field) { emit(std::to_string(field)); }
void Printer::value(std::int32_t& field) { emit(std::to_string(field)); }
void Printer::value(std::uint32_t& field) { emit(std::to_string(field)); }
void Printer::value(std::int64_t& field) { emit(std::to_string(field)); }
void Printer::value(double& field) { emit(nlohmann::json(field).dump()); }
void Printer::value(std::string& field) { quoted(field); }

void Printer::value(std::optional<std::string>& field) {
  if (field) return quoted(*field);
  emit("null");
}

void Printer::classic_value(std::optional<std::string>& field) { value(field); }
void Printer::value(Uuid& field) { quoted(to_string(field)); }
void Printer::value(Bytes& field) { quoted(base64_encode(field, Base64Alphabet::Standard)); }

void Printer::value(std::optional<Bytes>& field) {
  if (field) return value(*field);
  emit("null");
}

void Printer::value(Records& field) {
  if (field.null) return emit("null");
  if (print_records_ == PrintRecords::Base64) return value(field.bytes);
  pending_name_ = "recordsSizeInBytes";
  emit(std::to_string(field.size()));
}

std::int64_t Printer::array_size(std::int64_t size, Elements) {
  emit(size < 0 ? "null" : "[");
  return size;
}

void Printer::array_element(std::int64_t index) {
  if (index > 0) text_ += ',';
}

void Printer::array_end() { text_ += ']'; }

bool Printer::present(bool engaged) {
  if (!engaged) emit("null");
  return engaged;
}

void Printer::emit(std::string_view text) {
  if (pending_name_ != nullptr) {
    if (!first_field_) text_ += ',';
    first_field_ = false;
    text_ += '"';
    text_ += pending_name_;
    text_ += "\":";
    pending_name_ = nullptr;
  }
  text_ += text;
}

void Printer::quoted(std::string_view text) { emit(json_quote(text)); }

}  // namespace barnabas

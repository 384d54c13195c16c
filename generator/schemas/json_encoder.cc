// Values as JSON: the text as it was rendered, once it is sure that it fits the schema.

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "generator/proof/json_schema.h"
#include "generator/schemas/json.h"
#include "generator/schemas/misfit.h"
#include "generator/schemas/value_encoder.h"

namespace barnabas {
namespace {

// "lines[0].part": as the other encoders name places.
std::string place_of(const SchemaViolation& violation) {
  std::string place;
  for (const auto& step : violation.path) {
    const bool is_index = !step.empty() && std::all_of(step.begin(), step.end(),
                                                       [](char c) { return c >= '0' && c <= '9'; });
    if (is_index)
      place += "[" + step + "]";
    else
      place += (place.empty() ? "" : ".") + step;
  }
  return place;
}

class JsonEncoder : public ValueEncoder {
 public:
  explicit JsonEncoder(JsonSchema schema) : schema_(std::move(schema)) {}

  Result<void> encode(std::string_view value, std::string& out) override {
    const auto json = nlohmann::json::parse(value, nullptr, false);
    if (json.is_discarded()) return tl::unexpected(parse_json(value).error());
    if (const auto violation = schema_.check(json)) {
      return fail(ErrorCode::InvalidRecord,
                  Misfit{.place = place_of(*violation), .what = violation->what}.text());
    }
    out += value;
    return {};
  }

 private:
  JsonSchema schema_;
};

}  // namespace

Result<std::unique_ptr<ValueEncoder>> make_json_encoder(std::string_view name,
                                                        std::string_view text) {
  auto schema = JsonSchema::parse(std::string(name), text);
  if (!schema) return tl::unexpected(schema.error());
  return std::make_unique<JsonEncoder>(*std::move(schema));
}

}  // namespace barnabas

#pragma once
// Shape: what the values at one place of some sample records have in common.
//
// Samples are added one after the other; the shape keeps what was seen, kind by kind, and leaves
// guessing what it means to others.

#include <cstdint>
#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "protocol/base/result.h"

namespace barnabas {

struct ShapeField;

struct Shape {
  std::size_t seen = 0;  // values of whatever kind
  std::size_t nulls = 0;
  std::size_t trues = 0;
  std::size_t falses = 0;
  std::vector<std::int64_t> integers;
  std::vector<double> floats;
  int decimals = 0;  // the most that one of the floats has
  std::vector<std::string> texts;
  std::size_t objects = 0;
  std::vector<ShapeField> fields;    // of all objects, in the order in which they came up
  std::vector<std::size_t> lengths;  // of arrays
  std::vector<Shape> elements;       // one: of all elements of all arrays; or none
  // Element by element, as long as all arrays are short and of one length.
  std::vector<Shape> positions;
};

struct ShapeField {
  std::string name;
  Shape shape;
};

void add_sample(Shape& shape, const nlohmann::ordered_json& value);

// The records of a text: one JSON value, several behind each other (a line each, for instance), or
// an array of objects. An error says where the text is no JSON.
Result<std::vector<nlohmann::ordered_json>> read_samples(const std::string& path,
                                                         std::string_view text);

}  // namespace barnabas

#pragma once
// Inference: looks at sample values and says what shape they have.
//
// What it decides on:
// - A whole number is an Int if all samples stay well inside of 32 bits and do not grow from sample
//   to sample, as counters do; else a Long. One number with a fraction makes all of them Doubles.
// - A string is an Enum if there are few texts, all of them names, each seen several times.
// - A field that some samples lack, or where some have null, is nullable.
// - An object whose keys differ from sample to sample is a Map.
// - Values of kinds that have nothing in common are a Union.
// One thread at a time.

#include <cstdint>
#include <memory>
#include <string>

#include "generator/schemas/schema_shape.h"
#include "protocol/base/result.h"

namespace barnabas {

struct InferenceOptions {
  std::string name = "value";  // what the records are called; other names come from the fields
  bool enums = true;
  bool timestamps = false;  // recognise times; without it they are numbers and strings
};

class Inference {
 public:
  Inference();
  ~Inference();
  Inference(const Inference&) = delete;
  Inference& operator=(const Inference&) = delete;

  // Another sample, as text. An error says where it is not JSON.
  Result<void> add(std::string_view value);

  std::uint64_t samples() const;

  // Of all that was added.
  SchemaShape shape(const InferenceOptions& options) const;

 private:
  struct Seen;
  std::unique_ptr<Seen> seen_;
};

}  // namespace barnabas

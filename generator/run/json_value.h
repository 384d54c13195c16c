#pragma once
// JSON as templates see it: objects are maps, sorted by key; whole numbers are integers, others
// floats, so that an identifier prints as it was written.

#include <optional>
#include <string_view>
#include <vector>

#include "generator/template/arena.h"
#include "generator/template/value.h"

namespace barnabas {

// Parses one text after the other; allocates nothing once warm. Belongs to one thread.
class JsonValueParser {
 public:
  // Nothing where the text is not one JSON document, or nests deeper than 200. The value is good
  // until the next call, and as long as the text is.
  std::optional<Value> parse(std::string_view text);

 private:
  class Reader;

  Arena arena_;
  // Of the objects and lists that are not over yet.
  std::vector<MapEntry> entries_;
  std::vector<Value> items_;
};

}  // namespace barnabas

#pragma once
// infer: a template that writes records like those of a sample.
//
// What is guessed, and why, stands in a comment at the head of the template, a line a field: the
// reader changes what was guessed wrong. The same sample gives the same template.

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "generator/data/data_sets.h"

namespace barnabas {

struct InferredTemplate {
  std::string text;
  std::string locale;  // of the names and places in the sample
};

// REQUIRES: samples. `source` is named in the comment.
InferredTemplate infer_template(const std::string& source,
                                const std::vector<nlohmann::ordered_json>& samples, DataSets& sets);

}  // namespace barnabas

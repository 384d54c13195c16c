#pragma once
// The row of a function that draws nothing: the same arguments always give the same value.

#include <string_view>

#include "generator/template/function.h"

namespace barnabas {

constexpr Function constant(std::string_view category, std::string_view name,
                            std::string_view description, Parameters parameters, Type returns,
                            Value (*evaluate)(Call&, Arguments), std::string_view example,
                            std::string_view output) {
  return {.name = name,
          .category = category,
          .description = description,
          .parameters = parameters,
          .returns = returns,
          .constant = true,
          .example = example,
          .output = output,
          .evaluate = evaluate};
}

}  // namespace barnabas

#pragma once
// Samples of the values that emitters make, for schemas that nobody wrote down.

#include <cstdint>

#include "generator/cli/workspace.h"
#include "generator/emitters/jr_config.h"
#include "generator/schemas/inference.h"

namespace barnabas {

struct SampleOptions {
  std::uint64_t seed = 1;
  std::int64_t samples = 1000;
};

// Adds the values of the first so many records. Give a workspace that no run uses: what templates
// count and put into lists stays there. Records without a value are no samples.
Result<void> add_samples(Workspace& workspace, const EmitterConfig& emitter,
                         const SampleOptions& options, Inference& inference);

}  // namespace barnabas

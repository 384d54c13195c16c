#pragma once
// SchemaStage: puts what writes values by schemas before the outputs of a run.
//
// The subject of a topic's schema is "<topic>-value". All emitters of a topic share a schema: it is
// inferred from samples of all of them. Samples are made before the run, in the order of the
// emitters, with lists and counters of their own.

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "generator/cli/schema_options.h"
#include "generator/cli/workspace.h"
#include "generator/schemas/framed_output.h"
#include "generator/schemas/registry.h"

namespace barnabas {

class SchemaStage {
 public:
  // Asks the registry for all that the emitters need; nothing where no schemas are wanted.
  Result<void> prepare(const SchemaOptions& options, const JrConfig* users,
                       const Workspace& workspace, const std::vector<EmitterConfig>& emitters,
                       std::uint64_t seed);

  // Whether values are written by schemas.
  bool is_wanted() const { return plan_.has_value(); }

  // Where the emitter's records go in place of `next`: open a channel there before this is called
  // for the next emitter.
  Result<Output*> before(Output& next, const EmitterConfig& emitter);

 private:
  Result<std::map<std::string, std::string>> infer(const Workspace& workspace,
                                                   const std::vector<EmitterConfig>& emitters,
                                                   std::uint64_t seed) const;
  Result<RegisteredSchema> schema_of(SchemaRegistry& registry, const std::string& subject,
                                     const std::string& text) const;

  std::optional<SchemaPlan> plan_;
  std::map<std::string, RegisteredSchema> schemas_;  // by topic
  std::map<Output*, std::unique_ptr<FramedOutput>> framed_;
};

}  // namespace barnabas

#include "generator/cli/relation_options.h"

#include <fmt/format.h>

#include <algorithm>

#include "generator/emitters/config_values.h"
#include "protocol/base/suggest.h"

namespace barnabas {

void add_relation_options(Command& command, RelationOptions& relations, RelationFlags& flags) {
  constexpr const char* group = "Relations";
  command.option({.names = "--entity",
                  .value = "TYPE",
                  .text = "Keep each record, which must be JSON, as an entity of this type, for "
                          "the function pick",
                  .group = group},
                 relations.entity);
  command.option({.names = "--entity-key",
                  .value = "FIELD",
                  .text = "The field that is an entity's key; also the record's, without -k",
                  .default_value = "id",
                  .group = group},
                 relations.entity_key);
  command.option({.names = "--max-entities",
                  .value = "N",
                  .text = "So many entities at most; then the oldest one goes for each new one",
                  .default_value = "100000",
                  .group = group},
                 relations.max_entities);
  command.option({.names = "--join-hit-rate",
                  .value = "SHARE",
                  .text = "The share of picks that is somebody, as 0.95 or 95%; the others have "
                          "keys that are nobody's",
                  .default_value = "1",
                  .group = group},
                 flags.join_hit_rate);
  command.option({.names = "--foreign",
                  .value = "FIELD=TYPE",
                  .text = "A field whose values must be keys of entities of this type: told at the "
                          "end, and exit code 1 where they are not",
                  .group = group},
                 relations.foreign);
}

Result<void> read_relation_flags(const RelationFlags& flags, RelationOptions& relations) {
  if (relations.max_entities < 1)
    return fail(ErrorCode::InvalidRequest, "--max-entities: expected a number above 0");
  if (flags.join_hit_rate.empty()) return {};
  auto share = parse_share("--join-hit-rate", flags.join_hit_rate);
  if (!share) return fail(ErrorCode::InvalidRequest, share.error().message);
  relations.join_hit_rate = *share;
  return {};
}

Result<void> check_relations(const std::vector<EmitterConfig>& emitters, std::int64_t start_at) {
  std::vector<std::string> types;
  for (const auto& emitter : emitters) {
    if (!emitter.relations.entity.empty()) types.push_back(emitter.relations.entity);
  }
  for (const auto& emitter : emitters) {
    if (!emitter.relations.states.empty() && emitter.relations.for_each.empty()) {
      return fail(
          ErrorCode::InvalidConfig,
          fmt::format("emitter '{}': \"states\" needs \"forEach\", the type of the entities "
                      "that have them",
                      emitter.name));
    }
    const auto& wanted = emitter.relations.for_each;
    if (!wanted.empty() && start_at > 0) {
      return fail(ErrorCode::InvalidRequest,
                  fmt::format("--start-at: emitter '{}' makes records for each of '{}', and such a "
                              "run begins at its beginning only",
                              emitter.name, wanted));
    }
    if (wanted.empty() || std::find(types.begin(), types.end(), wanted) != types.end()) continue;
    return fail(ErrorCode::InvalidConfig,
                fmt::format("emitter '{}': \"forEach\": \"{}\", but no emitter of this run has "
                            "\"entity\": \"{}\".{}",
                            emitter.name, wanted, wanted, did_you_mean(wanted, types)));
  }
  return {};
}

}  // namespace barnabas

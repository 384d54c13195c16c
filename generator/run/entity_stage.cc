#include "generator/run/entity_stage.h"

#include <fmt/format.h>

namespace barnabas {

EntityStage::EntityStage(const RecordTemplates& templates, Environment& environment)
    : name_(templates.name), relations_(templates.relations, environment) {
  const auto& type = templates.relations.for_each;
  if (templates.states) {
    const EntityStatesOptions options{.type = type,
                                      .field = templates.relations.state_field,
                                      .seed = templates.seed,
                                      .draws = templates.draws_of("states:")};
    states_.emplace(*templates.states, options, environment);
  } else if (templates.children) {
    const RecordId draws{.seed = templates.seed, .emitter = templates.children->draws};
    for_each_.emplace(type, templates.children->parsed, draws, environment);
  }
}

TemplateResult<bool> EntityStage::has_next() {
  if (states_) return states_->next_due_ns().has_value();
  return for_each_ ? for_each_->has_next() : true;
}

void EntityStage::begin_record(std::int64_t now_ms) {
  if (for_each_) for_each_->begin_record();
  if (states_) states_->begin_record(now_ms);
}

TemplateResult<std::optional<std::string_view>> EntityStage::take(std::uint64_t number,
                                                                  std::string_view value) {
  auto kept = relations_.take(value);
  if (!kept) {
    return tl::unexpected(TemplateError{
        .message = fmt::format("{}: record {}: {}", name_, number, kept.error().message)});
  }
  if (!*kept && states_) return states_->key();
  return *kept;
}

std::vector<DanglingReferences> EntityStage::dangling() const {
  auto all = relations_.dangling();
  for (auto& each : all) each.emitter = name_;
  return all;
}

}  // namespace barnabas

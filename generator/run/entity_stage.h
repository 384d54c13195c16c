#pragma once
// EntityStage: what a record has to do with entities while it is made: whose it is, what becomes of
// it. Belongs to the maker of a stream whose records depend on earlier ones.

#include <memory>
#include <optional>

#include "generator/run/entity_states.h"
#include "generator/run/for_each.h"
#include "generator/run/record_templates.h"
#include "generator/run/relations.h"

namespace barnabas {

class EntityStage {
 public:
  // The templates must have been parsed from these options. All must outlive this.
  EntityStage(const RecordTemplates& templates, Environment& environment);

  // Whether records are made for entities that others make, when they have made them.
  bool follows() const { return for_each_.has_value(); }
  // Whether there is one for each transition of a state machine, when that is due.
  bool has_states() const { return states_.has_value(); }
  // Entities made so far begin, in the first state, at that moment of the run.
  void notice(const EntityStates::Moment& now) {
    if (states_) states_->notice(now);
  }
  // When the next transition is due, since the start of the run; nothing: none is.
  std::optional<std::int64_t> next_due_ns() {
    return states_ ? states_->next_due_ns() : std::nullopt;
  }
  // Whether there is a record to make: always, unless it is for an entity and nobody's turn has
  // come.
  TemplateResult<bool> has_next();

  // Tells the environment whose record it is. REQUIRES: has_next() gave true.
  void begin_record(std::int64_t now_ms);
  // Looks at the finished value; the key that the record has if nobody gave it another.
  TemplateResult<std::optional<std::string_view>> take(std::uint64_t number,
                                                       std::string_view value);
  void end_record() {
    if (states_) states_->end_record();
  }

  // References to nobody so far.
  std::vector<DanglingReferences> dangling() const;

 private:
  const std::string& name_;
  Relations relations_;
  std::optional<ForEach> for_each_;
  std::optional<EntityStates> states_;
};

}  // namespace barnabas

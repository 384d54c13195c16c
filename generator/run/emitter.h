#pragma once
// Emitter: makes the records of one stream, one after the other.
//
// Record i follows from the seed, the emitter's name and i, and from what earlier records of the
// run left in lists, counters and values.

#include "generator/run/record_maker.h"

namespace barnabas {

class Emitter {
 public:
  // Parses the templates. The environment belongs to this emitter; it and the functions must
  // outlive it.
  static TemplateResult<std::unique_ptr<Emitter>> make(const EmitterOptions& options,
                                                       const FunctionTable& functions,
                                                       std::unique_ptr<Environment> environment);

  // The next record at that time, valid until the next call; nothing where the value is empty.
  TemplateResult<std::optional<Record>> next(std::int64_t now_ms);

  // How many were asked for so far, or left out.
  std::uint64_t number() const { return number_; }
  void leave_out(std::uint64_t count) { number_ += count; }

  // What its records have to do with entities; nullptr where they do not depend on earlier ones.
  EntityStage* entities() { return maker_.entities(); }
  // Whether its records are for entities that others make.
  bool is_for_entities() {
    return entities() != nullptr && (entities()->follows() || entities()->has_states());
  }

  // What makes them, for who makes several at once.
  RecordMaker& maker() { return maker_; }

 private:
  Emitter(std::shared_ptr<const RecordTemplates> templates,
          std::unique_ptr<Environment> environment)
      : maker_(std::move(templates), std::move(environment)) {}

  RecordMaker maker_;
  RecordChunk chunk_;
  std::uint64_t number_ = 0;
};

}  // namespace barnabas

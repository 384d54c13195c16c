#pragma once
// RecordMaker: makes record number i of a stream: value, key, headers, and the rules between them.
//
// The key is rendered before the value, as JR does it, unless it names the value; headers,
// partition, timestamp and tombstone after both. All are about the same person and place. A value
// that calls set_v "KEY" decides the key of its own record. A value that comes out empty is no
// record: that is how util_ templates fill lists and say nothing. Belongs to one thread.

#include <memory>

#include "generator/run/entity_stage.h"
#include "generator/run/event_clock.h"
#include "generator/run/record_chunk.h"
#include "generator/run/record_dot.h"
#include "generator/run/record_templates.h"

namespace barnabas {

class RecordMaker {
 public:
  RecordMaker(std::shared_ptr<const RecordTemplates> templates,
              std::unique_ptr<Environment> environment);

  // Appends the record, unless its value is empty. After an error nothing of it is there.
  TemplateResult<void> append(std::uint64_t number, std::int64_t now_ms, RecordChunk& chunk);

  // One more of the same, for another thread.
  std::unique_ptr<RecordMaker> copy() const;

  const RecordTemplates& templates() const { return *templates_; }
  // What its records have to do with entities; nullptr where they do not depend on earlier ones.
  EntityStage* entities() { return entities_.get(); }
  const EntityStage* entities() const { return entities_.get(); }

 private:
  using Part = RecordTemplates::Part;

  TemplateResult<void> append_record(std::uint64_t number, RecordChunk& chunk);
  TemplateResult<void> append_parts(std::uint64_t number, std::size_t value_at, RecordChunk& chunk);
  TemplateResult<void> render(const Part& part, Renderer& renderer, const Value& dot,
                              std::uint64_t number, TextBuffer& out);
  // Renders what may name the value, and refuses what the value did not have.
  TemplateResult<std::string_view> render_part(const Part& part, Renderer& renderer,
                                               std::uint64_t number);
  TemplateResult<void> render_key(std::uint64_t number);
  TemplateResult<void> append_headers(std::uint64_t number, RecordChunk& chunk);
  TemplateResult<void> render_rest(std::uint64_t number, RecordChunk::Made& made);
  TemplateResult<void> take_as_entity(std::uint64_t number, std::string_view value,
                                      RecordChunk::Made& made);
  void take_key_of_value();
  void drop_line_ends(RecordChunk& chunk, std::size_t value_at);
  TemplateError wrong(const Part& part, std::uint64_t number, std::string_view text,
                      std::string_view expected) const;

  std::shared_ptr<const RecordTemplates> templates_;
  std::unique_ptr<Environment> environment_;
  std::unique_ptr<EntityStage> entities_;
  EventClock clock_;
  Renderer value_;
  std::optional<Renderer> key_;
  std::vector<Renderer> headers_;
  std::optional<Renderer> partition_;
  std::optional<Renderer> timestamp_;
  std::optional<Renderer> tombstone_;
  FinishedValue finished_;
  RecordInTheMaking in_the_making_;
  TextBuffer key_text_;
  TextBuffer part_text_;
  std::vector<RecordChunk::Header> header_sizes_;
};

}  // namespace barnabas

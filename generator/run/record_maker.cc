#include "generator/run/record_maker.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <utility>

#include "generator/schemas/times.h"

namespace barnabas {
namespace {

template <class T>
bool read_whole(std::string_view text, T& number) {
  const auto parsed = std::from_chars(text.data(), text.data() + text.size(), number);
  return parsed.ec == std::errc() && parsed.ptr == text.data() + text.size();
}

// What templates print for a field that is not there.
constexpr std::string_view missing = "<no value>";

}  // namespace

RecordMaker::RecordMaker(std::shared_ptr<const RecordTemplates> templates,
                         std::unique_ptr<Environment> environment)
    : templates_(std::move(templates)),
      environment_(std::move(environment)),
      clock_(templates_->event_clock, templates_->seed, templates_->draws_of("time:")),
      value_(templates_->value.parsed, environment_.get()) {
  const auto renderer = [this](const std::optional<Part>& part) -> std::optional<Renderer> {
    if (!part) return std::nullopt;
    Renderer made(part->parsed, environment_.get());
    made.set_cancelled(templates_->cancelled);
    return made;
  };
  if (templates_->is_stateful())
    entities_ = std::make_unique<EntityStage>(*templates_, *environment_);
  value_.set_cancelled(templates_->cancelled);
  key_ = renderer(templates_->key);
  partition_ = renderer(templates_->partition);
  timestamp_ = renderer(templates_->timestamp);
  tombstone_ = renderer(templates_->tombstone);
  for (const auto& header : templates_->headers) {
    headers_.emplace_back(header.parsed, environment_.get());
    headers_.back().set_cancelled(templates_->cancelled);
  }
}

std::unique_ptr<RecordMaker> RecordMaker::copy() const {
  return std::make_unique<RecordMaker>(templates_, std::make_unique<Environment>(*environment_));
}

TemplateResult<void> RecordMaker::append(std::uint64_t number, std::int64_t now_ms,
                                         RecordChunk& chunk) {
  if (entities_ != nullptr) {
    const auto has_next = entities_->has_next();
    if (!has_next) return tl::unexpected(has_next.error());
    if (!*has_next) {
      ++chunk.asked;
      return {};
    }
  }
  now_ms = clock_.now_ms(number, now_ms);
  environment_->record_number = number;
  environment_->begin_record(now_ms);
  environment_->event_ms = clock_.event_ms(number, now_ms);
  if (entities_ != nullptr) entities_->begin_record(now_ms);
  auto made = append_record(number, chunk);
  if (entities_ != nullptr) entities_->end_record();
  return made;
}

TemplateResult<void> RecordMaker::append_record(std::uint64_t number, RecordChunk& chunk) {
  key_text_.clear();
  const auto& key = templates_->key;
  if (key && !key->sees_value) {
    auto rendered = render(*key, *key_, Value(), number, key_text_);
    if (!rendered) return rendered;
    environment_->context.shown = 0;
  }
  const auto value_at = chunk.lines.size();
  Value dot;
  if (templates_->value_has_methods) {
    in_the_making_.clear();
    dot = Value::of_object(&in_the_making_);
  }
  auto rendered = render(templates_->value, value_, dot, number, chunk.lines);
  if (rendered) rendered = append_parts(number, value_at, chunk);
  if (!rendered)
    chunk.lines.truncate(value_at);
  else
    ++chunk.asked;
  return rendered;
}

// All that follows the value.
TemplateResult<void> RecordMaker::append_parts(std::uint64_t number, std::size_t value_at,
                                               RecordChunk& chunk) {
  if (templates_->oneline) drop_line_ends(chunk, value_at);
  const auto value = chunk.lines.view().substr(value_at);
  finished_.set_value(value);
  if (key_ && templates_->key->sees_value && !value.empty()) {
    if (auto rendered = render_key(number); !rendered) return rendered;
  }
  if (templates_->value_has_methods && in_the_making_.has_key) {
    key_text_.clear();
    key_text_.append(in_the_making_.key.view());
  }
  if (templates_->value.parsed.is_stateful()) take_key_of_value();
  const bool is_tombstone = environment_->entities.tombstone.has_value();
  if (value.empty() && !is_tombstone) return {};
  RecordChunk::Made made{.number = number, .value_size = value.size(), .has_value = !is_tombstone};
  if (clock_.stamps()) made.timestamp_ms = environment_->event_ms;
  if (auto taken = take_as_entity(number, value, made); !taken) return taken;
  const auto key = key_text_.view();
  made.has_key = !key.empty() && !is_null_word(key);
  finished_.set_key(made.has_key ? key : "null");
  if (auto rendered = render_rest(number, made); !rendered) return rendered;
  const auto parts_at = chunk.parts.size();
  if (made.has_key) chunk.parts.append(key);
  made.key_size = made.has_key ? key.size() : 0;
  header_sizes_.clear();
  if (auto rendered = append_headers(number, chunk); !rendered) {
    chunk.parts.truncate(parts_at);
    return rendered;
  }
  chunk.add(made, header_sizes_);
  return {};
}

// The key of an entity is that of its record, if that has none of its own: so that tombstones and
// changes meet it.
TemplateResult<void> RecordMaker::take_as_entity(std::uint64_t number, std::string_view value,
                                                 RecordChunk::Made& made) {
  if (entities_ == nullptr) return {};
  if (!made.has_value) {
    key_text_.clear();
    key_text_.append(*environment_->entities.tombstone);
    return {};
  }
  const auto kept = entities_->take(number, value);
  if (!kept) return tl::unexpected(kept.error());
  if (*kept && !key_ && key_text_.empty()) key_text_.append(**kept);
  return {};
}

TemplateResult<void> RecordMaker::render(const Part& part, Renderer& renderer, const Value& dot,
                                         std::uint64_t number, TextBuffer& out) {
  return renderer.render({.seed = templates_->seed, .emitter = part.draws, .number = number}, dot,
                         out);
}

// What was shown of a person or place may be shown again.
TemplateResult<std::string_view> RecordMaker::render_part(const Part& part, Renderer& renderer,
                                                          std::uint64_t number) {
  part_text_.clear();
  environment_->context.shown = 0;
  auto rendered = render(part, renderer, Value::of_object(&finished_), number, part_text_);
  if (!rendered) return tl::unexpected(rendered.error());
  const auto text = part_text_.view();
  if (text.find(missing) != text.npos)
    return tl::unexpected(wrong(part, number, text, "a field that the value has"));
  return text;
}

TemplateResult<void> RecordMaker::render_key(std::uint64_t number) {
  const auto text = render_part(*templates_->key, *key_, number);
  if (!text) return tl::unexpected(text.error());
  key_text_.append(*text);
  return {};
}

TemplateResult<void> RecordMaker::append_headers(std::uint64_t number, RecordChunk& chunk) {
  for (std::size_t i = 0; i < headers_.size(); ++i) {
    const auto& part = templates_->headers[i];
    const auto text = render_part(part, headers_[i], number);
    if (!text) return tl::unexpected(text.error());
    chunk.parts.append(part.header);
    chunk.parts.append(*text);
    header_sizes_.push_back({.name_size = part.header.size(), .value_size = text->size()});
  }
  if (!templates_->value_has_methods) return {};
  const auto& said = in_the_making_;
  chunk.parts.append(said.header_texts.view());
  header_sizes_.insert(header_sizes_.end(), said.header_sizes.begin(), said.header_sizes.end());
  return {};
}

TemplateResult<void> RecordMaker::render_rest(std::uint64_t number, RecordChunk::Made& made) {
  if (partition_) {
    const auto& part = *templates_->partition;
    const auto text = render_part(part, *partition_, number);
    if (!text) return tl::unexpected(text.error());
    std::int32_t partition = 0;
    if (!text->empty() && (!read_whole(*text, partition) || partition < 0))
      return tl::unexpected(wrong(part, number, *text, "a partition's number, 0 or more"));
    if (!text->empty()) made.partition = partition;
  }
  if (timestamp_) {
    const auto& part = *templates_->timestamp;
    const auto text = render_part(part, *timestamp_, number);
    if (!text) return tl::unexpected(text.error());
    std::int64_t time_ms = 0;
    if (!text->empty() && !read_whole(*text, time_ms)) {
      const auto time_ns = parse_timestamp(*text);
      if (!time_ns) {
        return tl::unexpected(wrong(part, number, *text,
                                    "milliseconds since 1970, or a time as 2026-05-17T12:00:00Z"));
      }
      time_ms = *time_ns / 1'000'000;
    }
    if (!text->empty()) made.timestamp_ms = time_ms;
  }
  if (tombstone_) {
    const auto& part = *templates_->tombstone;
    const auto text = render_part(part, *tombstone_, number);
    if (!text) return tl::unexpected(text.error());
    made.has_value = made.has_value && *text != "true";
    if (*text != "true" && !text->empty() && *text != "false")
      return tl::unexpected(wrong(part, number, *text, "true or false"));
  }
  return {};
}

void RecordMaker::take_key_of_value() {
  auto& values = environment_->run.values;
  const auto found = values.find("KEY");
  if (found == values.end()) return;
  if (!found->second.empty()) {
    key_text_.clear();
    key_text_.append(found->second);
  }
  values.erase(found);
}

void RecordMaker::drop_line_ends(RecordChunk& chunk, std::size_t value_at) {
  char* end = chunk.lines.reserve(0);
  char* text = end - (chunk.lines.size() - value_at);
  chunk.lines.set_end(std::remove(text, end, '\n'));
}

TemplateError RecordMaker::wrong(const Part& part, std::uint64_t number, std::string_view text,
                                 std::string_view expected) const {
  return {.message = fmt::format("{} of record {}: expected {}, found '{}'", part.name, number,
                                 expected, text)};
}

}  // namespace barnabas

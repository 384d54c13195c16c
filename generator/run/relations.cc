#include "generator/run/relations.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "generator/proof/json_place.h"
#include "protocol/base/suggest.h"

namespace barnabas {

Relations::Relations(const RelationOptions& options, Environment& environment)
    : options_(options), environment_(environment) {
  environment.entities.join_hit_rate = options.join_hit_rate;
}

void Relations::open() {
  is_open_ = true;
  auto& entities = environment_.run.entities;
  if (!options_.entity.empty()) {
    entity_ = &entities.type(options_.entity);
    entity_->key_field = options_.entity_key;
    entity_->set_max(static_cast<std::size_t>(options_.max_entities));
  }
  for (const auto& [field, type] : options_.foreign) {
    auto& reference = references_.emplace_back(Reference{field, &entities.type(type), {}});
    reference.type->watch(reference.keys);
  }
}

Relations::~Relations() {
  for (auto& reference : references_) reference.type->unwatch(reference.keys);
}

Result<std::optional<std::string_view>> Relations::take(std::string_view text) {
  if (!is_open_) open();
  const auto& asked = environment_.entities;
  std::optional<std::string_view> kept;
  if (entity_ == nullptr && references_.empty() && asked.keep_type.empty()) return kept;
  arena_.reset();
  const auto value = reader_.read(text, arena_);
  if (value.kind() != Kind::Map) {
    return fail(ErrorCode::InvalidRecord,
                value.failed()
                    ? fmt::format("a record that is an entity, or has foreign keys, must be JSON: "
                                  "expected {} at {}",
                                  reader_.error(), place_text(text, reader_.error_at()))
                    : "a record that is an entity, or has foreign keys, must be a JSON object");
  }
  for (auto& reference : references_) {
    const auto key = key_text(value_at(value, reference.field), key_);
    if (key) reference.keys.add_child(*key);
  }
  if (entity_ != nullptr) {
    auto key = keep(*entity_, options_.entity_key, value);
    if (!key) return tl::unexpected(key.error());
    kept = *key;
  }
  if (!asked.keep_type.empty()) {
    auto& type = environment_.run.entities.type(asked.keep_type);
    type.key_field = asked.keep_field;
    auto key = keep(type, asked.keep_field, value);
    if (!key) return tl::unexpected(key.error());
    if (!kept) kept = *key;
  }
  return kept;
}

Result<std::string_view> Relations::keep(EntityType& type, std::string_view field,
                                         const Value& value) {
  const auto key = key_text(value_at(value, field), key_);
  if (!key) {
    std::vector<std::string> names;
    for (const auto& entry : value.map().entries) names.emplace_back(entry.key.as_string());
    return fail(
        ErrorCode::InvalidRecord,
        fmt::format("a record kept as one of '{}' needs its key, a text or a number, in the "
                    "field '{}'; it has {}.{} \"entityKey\" (--entity-key) names another",
                    type.name(), field, fmt::join(names, ", "), did_you_mean(field, names)));
  }
  return type.key(type.put(*key, value));
}

std::vector<DanglingReferences> Relations::dangling() const {
  std::vector<DanglingReferences> all;
  for (const auto& reference : references_) {
    if (reference.keys.dangling() == 0) continue;
    all.push_back({.field = reference.field,
                   .type = reference.type->name(),
                   .count = reference.keys.dangling(),
                   .meant = environment_.entities.misses,
                   .example = std::string(reference.keys.example())});
  }
  return all;
}

}  // namespace barnabas

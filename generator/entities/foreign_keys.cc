#include "generator/entities/foreign_keys.h"

#include "generator/entities/key_index.h"

namespace barnabas {

void ForeignKeys::add_parent(std::string_view key) {
  const auto hash = key_hash(key);
  parents_.insert(hash);
  const auto orphans = orphans_.find(hash);
  if (orphans == orphans_.end()) return;
  dangling_ -= orphans->second;
  orphans_.erase(orphans);
}

void ForeignKeys::add_child(std::string_view key) {
  const auto hash = key_hash(key);
  if (parents_.contains(hash)) return;
  ++orphans_[hash];
  ++dangling_;
  if (example().empty()) example_ = key;
}

std::string_view ForeignKeys::example() const {
  return orphans_.contains(key_hash(example_)) ? std::string_view(example_) : std::string_view();
}

}  // namespace barnabas

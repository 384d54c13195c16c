#include "generator/entities/entity_type.h"

#include <algorithm>
#include <cstring>

#include "generator/entities/entity_codec.h"
#include "generator/entities/json_value.h"
#include "generator/template/random.h"

namespace barnabas {
namespace {

// Gaps among the places that are not worth closing.
constexpr std::size_t gaps_at_least = 64;

double weight_of(const Value& fields, std::string_view field) {
  const auto value = value_at(fields, field);
  if (value.is_integer()) return static_cast<double>(value.as_int());
  return value.is_float() ? value.as_float() : 0;
}

}  // namespace

std::uint64_t key_hash(std::string_view key) {
  std::uint64_t hash = 0xCBF29CE484222325u;
  for (const char letter : key) hash = (hash ^ static_cast<unsigned char>(letter)) * 0x100000001B3u;
  return Random::mix(hash);
}

EntityType::~EntityType() {
  for (const auto& slot : slots_) {
    if (slot.block != nullptr) pool_.give_back(slot.block, slot.size);
  }
}

std::uint32_t EntityType::find_slot(std::string_view key, std::uint64_t hash) const {
  return index_.find(hash, [&](std::uint32_t slot) { return key_of(slots_[slot]) == key; });
}

std::optional<std::uint64_t> EntityType::find(std::string_view key) const {
  const auto slot = find_slot(key, key_hash(key));
  if (slot == KeyIndex::none) return std::nullopt;
  return slots_[slot].number;
}

void EntityType::write(Slot& slot, std::string_view key, const Value& fields) {
  bytes_.clear();
  bytes_.append(key);
  encode_value(bytes_, fields);
  const auto bytes = bytes_.view();
  char* block = pool_.take(bytes.size());
  std::memcpy(block, bytes.data(), bytes.size());
  if (slot.block != nullptr) pool_.give_back(slot.block, slot.size);
  slot.block = block;
  slot.key_size = static_cast<std::uint32_t>(key.size());
  slot.size = static_cast<std::uint32_t>(bytes.size());
}

std::uint32_t EntityType::new_slot() {
  if (free_slots_.empty()) {
    slots_.emplace_back();
    return static_cast<std::uint32_t>(slots_.size() - 1);
  }
  const auto index = free_slots_.back();
  free_slots_.pop_back();
  return index;
}

std::uint64_t EntityType::put(std::string_view key, const Value& fields) {
  const auto hash = key_hash(key);
  auto index = find_slot(key, hash);
  if (index == KeyIndex::none) {
    while (size_ >= max_) {
      while (places_[first_].slot == Place::gap) ++first_;
      remove_slot(places_[first_].slot);
    }
    index = new_slot();
    auto& slot = slots_[index];
    slot.hash = hash;
    slot.number = next_number_++;
    index_.add(hash, index);
    places_.push_back({slot.number, index});
    ++size_;
    for (auto* keys : watchers_) keys->add_parent(key);
  }
  write(slots_[index], key, fields);
  for (auto& [field, tree] : weights_) tree.set(index, weight_of(fields, field));
  return slots_[index].number;
}

void EntityType::watch(ForeignKeys& keys) {
  watchers_.push_back(&keys);
  for (const auto& slot : slots_) {
    if (slot.block != nullptr) keys.add_parent(key_of(slot));
  }
}

bool EntityType::remove(std::string_view key) {
  const auto index = find_slot(key, key_hash(key));
  if (index == KeyIndex::none) return false;
  remove_slot(index);
  return true;
}

void EntityType::remove_slot(std::uint32_t index) {
  auto& slot = slots_[index];
  places_[first_ + place_of(slot.number)].slot = Place::gap;
  index_.remove(slot.hash, index);
  for (auto& [field, tree] : weights_) tree.set(index, 0);
  pool_.give_back(slot.block, slot.size);
  slot.block = nullptr;
  free_slots_.push_back(index);
  --size_;
  if (places_.size() > 2 * size_ + gaps_at_least) close_gaps();
}

void EntityType::close_gaps() {
  std::size_t kept = 0;
  for (auto i = first_; i < places_.size(); ++i) {
    if (places_[i].slot != Place::gap) places_[kept++] = places_[i];
  }
  places_.resize(kept);
  first_ = 0;
}

std::size_t EntityType::place_of(std::uint64_t number) const {
  const auto all = places();
  const auto found = std::lower_bound(
      all.begin(), all.end(), number,
      [](const Place& place, std::uint64_t wanted) { return place.number < wanted; });
  return static_cast<std::size_t>(found - all.begin());
}

std::uint32_t EntityType::slot_of(std::uint64_t number) const {
  const auto place = place_of(number);
  if (place == places().size() || places()[place].number != number) return Place::gap;
  return places()[place].slot;
}

Value EntityType::read(std::uint64_t number, Arena& arena) const {
  const auto index = slot_of(number);
  if (index == Place::gap) return {};
  // A copy: the block may be given to another entity before the record is done.
  const auto& slot = slots_[index];
  const auto bytes = arena.copy({slot.block + slot.key_size, slot.size - slot.key_size});
  return decode_value(bytes, name_, arena);
}

std::string_view EntityType::key(std::uint64_t number) const {
  const auto index = slot_of(number);
  return index == Place::gap ? std::string_view() : key_of(slots_[index]);
}

std::optional<std::uint64_t> EntityType::draw_by(std::string_view field, double share) {
  auto tree = weights_.find(field);
  if (tree == weights_.end()) {
    tree = weights_.try_emplace(std::string(field)).first;
    Arena arena;
    for (std::uint32_t i = 0; i < slots_.size(); ++i) {
      if (slots_[i].block == nullptr) continue;
      tree->second.set(i, weight_of(read(slots_[i].number, arena), field));
      arena.reset();
    }
  }
  if (tree->second.empty()) return std::nullopt;
  return slots_[tree->second.draw(share)].number;
}

EntityType& EntityStore::type(std::string_view name) {
  const std::lock_guard lock(*mutex_);
  auto found = types_.find(name);
  if (found == types_.end()) {
    found = types_.try_emplace(std::string(name)).first;
    found->second = std::make_unique<EntityType>(std::string(name));
  }
  return *found->second;
}

EntityType* EntityStore::find(std::string_view name) {
  const std::lock_guard lock(*mutex_);
  const auto found = types_.find(name);
  return found == types_.end() ? nullptr : found->second.get();
}

}  // namespace barnabas

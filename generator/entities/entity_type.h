#pragma once
// EntityType: all entities of one type ("customers"): whole records by their key, in the order in
// which they were made.
//
// Each has a number: 0 for the first of the type, never used again. An entity that is put again
// under its key keeps its number. Above `max` the oldest one goes. Entities are kept as bytes in
// blocks that are used again, so memory follows the number of entities, not the length of the run.

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "generator/entities/block_pool.h"
#include "generator/entities/foreign_keys.h"
#include "generator/entities/key_index.h"
#include "generator/entities/weight_tree.h"
#include "generator/template/arena.h"
#include "generator/template/text_buffer.h"
#include "generator/template/value.h"

namespace barnabas {

inline constexpr std::size_t kEntitiesMax = 100'000;

class EntityType {
 public:
  explicit EntityType(std::string name) : name_(std::move(name)) {}
  ~EntityType();
  EntityType(const EntityType&) = delete;
  EntityType& operator=(const EntityType&) = delete;

  const std::string& name() const { return name_; }
  // The field that holds the key; empty as long as nobody said.
  std::string key_field;
  // From now on, these learn the keys of all that are there and will be. They must outlive the
  // type, or be taken back.
  void watch(ForeignKeys& keys);
  void unwatch(ForeignKeys& keys) { std::erase(watchers_, &keys); }
  // REQUIRES: max > 0.
  void set_max(std::size_t max) { max_ = max; }

  std::size_t size() const { return size_; }
  // Of the fields and keys.
  std::size_t bytes_held() const { return pool_.bytes_held(); }
  // Numbers from here on are not given yet.
  std::uint64_t next_number() const { return next_number_; }

  // Keeps the fields, a map, in place of what was under that key. Returns the entity's number.
  std::uint64_t put(std::string_view key, const Value& fields);
  // False: there is none with that key.
  bool remove(std::string_view key);

  std::optional<std::uint64_t> find(std::string_view key) const;
  // Whether the entity is still there.
  bool contains(std::uint64_t number) const { return slot_of(number) != Place::gap; }
  // The fields as a map in the arena; Nothing where the entity has gone.
  Value read(std::uint64_t number, Arena& arena) const;
  // Valid until the entity is put or removed; empty where it has gone.
  std::string_view key(std::uint64_t number) const;

  // In the order of their numbers, with gaps where entities have gone: never more gaps than
  // entities, but for a few.
  struct Place {
    static constexpr std::uint32_t gap = KeyIndex::none;
    std::uint64_t number = 0;
    std::uint32_t slot = gap;
  };
  std::span<const Place> places() const { return std::span(places_).subspan(first_); }
  // The first place whose number is not below this one.
  std::size_t place_of(std::uint64_t number) const;

  // Which entity a share in [0, 1) falls on, by the weights in a field, a number ("size",
  // "shop.size"); nothing where no entity has a weight above 0.
  std::optional<std::uint64_t> draw_by(std::string_view field, double share);

 private:
  struct Slot {
    char* block = nullptr;  // key, then fields
    std::uint32_t key_size = 0;
    std::uint32_t size = 0;
    std::uint64_t hash = 0;
    std::uint64_t number = 0;
  };

  std::string_view key_of(const Slot& slot) const { return {slot.block, slot.key_size}; }
  std::uint32_t slot_of(std::uint64_t number) const;
  std::uint32_t find_slot(std::string_view key, std::uint64_t hash) const;
  void write(Slot& slot, std::string_view key, const Value& fields);
  std::uint32_t new_slot();
  void remove_slot(std::uint32_t index);
  void close_gaps();

  std::string name_;
  std::size_t max_ = kEntitiesMax;
  std::size_t size_ = 0;
  std::uint64_t next_number_ = 0;
  BlockPool pool_;
  std::vector<Slot> slots_;
  std::vector<std::uint32_t> free_slots_;
  std::vector<Place> places_;
  std::size_t first_ = 0;  // of places_ that is used
  KeyIndex index_;
  std::map<std::string, WeightTree, std::less<>> weights_;  // by field
  std::vector<ForeignKeys*> watchers_;
  TextBuffer bytes_;
};

// The types of a run, by name. Any thread may ask for a type; what is in it belongs to who makes a
// record.
class EntityStore {
 public:
  // Makes it if there is none.
  EntityType& type(std::string_view name);
  // nullptr: there is none.
  EntityType* find(std::string_view name);

 private:
  std::unique_ptr<std::mutex> mutex_ = std::make_unique<std::mutex>();
  std::map<std::string, std::unique_ptr<EntityType>, std::less<>> types_;
};

}  // namespace barnabas

#pragma once
// Relations: what becomes of a record once it is made: kept as an entity, its foreign keys looked
// at. Belongs to one emitter.

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "generator/entities/foreign_keys.h"
#include "generator/entities/json_value.h"
#include "generator/entities/relation_options.h"
#include "generator/functions/environment.h"
#include "generator/run/statistics.h"

namespace barnabas {

class Relations {
 public:
  // The environment must outlive this.
  Relations(const RelationOptions& options, Environment& environment);
  ~Relations();
  Relations(const Relations&) = delete;
  Relations& operator=(const Relations&) = delete;

  // Looks at a record's value. The key of the entity that it was kept as, valid until the next
  // call; nothing where it was not. An error says what the value lacks.
  Result<std::optional<std::string_view>> take(std::string_view value);

  // What the foreign keys came to, so far.
  std::vector<DanglingReferences> dangling() const;

 private:
  struct Reference {
    std::string field;
    EntityType* type;
    ForeignKeys keys;
  };

  // Finds the types. At the first record, because those who make records have them for themselves.
  void open();
  Result<std::string_view> keep(EntityType& type, std::string_view field, const Value& value);

  RelationOptions options_;
  Environment& environment_;
  bool is_open_ = false;
  EntityType* entity_ = nullptr;
  std::deque<Reference> references_;  // watched types point at the keys
  JsonReader reader_;
  Arena arena_;
  TextBuffer key_;
};

}  // namespace barnabas

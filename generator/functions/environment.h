#pragma once
// Environment: what the functions of a run share, handed to them through Call::environment.
//
// RunState is what one record leaves for later ones: JR's lists, counters and values, entities,
// and walks over shapes. It belongs to a run; templates that touch it are rendered record after
// record. Texts in lists stay where they are (a deque does not move them), so functions may hand
// out views.
// RecordContext is what the fields of one record share: one person and one place, so that name,
// gender and e-mail, or city, postal code and telephone, belong together in whatever order they are
// asked for. An attribute that is asked for again (a second name, a second city) begins the next
// person or place.

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <string>
#include <string_view>

#include "generator/entities/entity_context.h"
#include "generator/functions/geo_walk.h"

namespace barnabas {

class CsvTable;
class DataSets;
class LocaleData;

struct RunState {
  std::map<std::string, std::deque<std::string>, std::less<>> lists;
  std::map<std::string, std::int64_t, std::less<>> counters;
  std::map<std::string, std::string, std::less<>> values;
  EntityStore entities;
  std::map<const GeoShape*, GeoWalk> walks;
};

// The attributes that begin somebody or something new when they are asked for again.
enum class Shown : std::uint8_t {
  Name = 1,
  Surname = 2,
  Email = 4,
  City = 8,
  State = 16,
  WorkEmail = 32
};

struct RecordContext {
  // A person; what is empty has not been asked for. The texts belong to the data sets.
  std::string_view name;
  std::string_view surname;
  std::string_view email_provider;
  std::string_view company;
  char gender = 0;  // 'M' or 'F'
  std::uint8_t shown = 0;
  // Rows of the tables, or -1.
  int place = -1;
  int last_index = -1;

  // Whether the attribute was shown already; from now on it was.
  bool show(Shown attribute) {
    const auto bit = static_cast<std::uint8_t>(attribute);
    const bool before = (shown & bit) != 0;
    shown = static_cast<std::uint8_t>(shown | bit);
    return before;
  }
  void new_person() {
    name = surname = email_provider = {};
    gender = 0;
    shown = static_cast<std::uint8_t>(shown & 0x18);
  }
  void new_place() {
    place = -1;
    shown = static_cast<std::uint8_t>(shown & 0x27);
  }
};

class Environment {
 public:
  explicit Environment(RunState& state) : run(state) {}

  // To be called before each record: `now` is its time. Unless the context is kept, nobody is left
  // of the record before.
  void begin_record(std::int64_t now) {
    now_ms = event_ms = now;
    if (!keeps_context) context = {};
    entities.begin_record();
  }

  RunState& run;
  RecordContext context;
  EntityContext entities;
  bool keeps_context = false;  // as JR: people and places last from record to record

  // The time of the record that is rendered, in milliseconds since 1970, and how many came before
  // it: to be set by who renders, the number before begin_record().
  std::int64_t now_ms = 0;
  std::uint64_t record_number = 0;
  // When it is said to happen; to be set behind begin_record() where that is not now.
  std::int64_t event_ms = 0;

  // What names and places come from; functions that need them refuse to be parsed without.
  const LocaleData* data = nullptr;
  DataSets* sets = nullptr;
  // The rows that fromcsv reads, or nullptr: then it gives empty texts.
  const CsvTable* csv = nullptr;
  // What the walks of nearby_gps_ functions keep to; without it they fail.
  const GeoShape* shape = nullptr;
};

}  // namespace barnabas

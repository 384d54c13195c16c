#pragma once
// RecordTemplates: what the records of one stream are made of: its templates, parsed.
//
// Immutable: the threads that make records of the stream share it.

#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "generator/emitters/event_clock_options.h"
#include "generator/entities/relation_options.h"
#include "generator/functions/environment.h"
#include "generator/run/state_machine.h"
#include "generator/template/template.h"

namespace barnabas {

struct EmitterOptions {
  std::string name;            // in messages, and where the draws come from
  std::string value_template;  // texts
  std::string key_template = "null";
  std::string template_name;  // in error texts; that of the value
  // Names and templates. They, and those below, see the finished value (run/record_dot.h), as the
  // key does where it names it.
  std::vector<std::pair<std::string, std::string>> headers = {};
  std::string partition_template = {};  // an empty text: the output chooses
  std::string timestamp_template = {};  // milliseconds since 1970, RFC 3339, or an empty text
  std::string tombstone_template = {};  // whether the record has no value: true or false
  RelationOptions relations = {};
  EventClockOptions event_clock = {};
  bool oneline = false;  // without the ends of lines in the value
  std::uint64_t seed = 0;
  // A record that is being made fails soon after this becomes true. It must outlive the emitter.
  const std::atomic<bool>* cancelled = nullptr;
};

struct RecordTemplates {
  struct Part {
    std::string name;  // "key", "header NAME": in messages
    Template parsed;
    std::uint64_t draws;      // where its draws come from, beside the seed
    bool sees_value;          // it is rendered after the value
    std::string header = {};  // the name, of a header
  };

  // The environment is asked for names and places while parsing. It and the functions must outlive
  // what is made.
  static TemplateResult<std::shared_ptr<const RecordTemplates>> parse(
      const EmitterOptions& options, const FunctionTable& functions, Environment& environment);

  // Where draws come from, beside the seed, in a role of their own.
  std::uint64_t draws_of(std::string_view role) const;
  // Whether records depend on what earlier ones left: then they are made one after the other.
  bool is_stateful() const;

  Part value;
  std::optional<Part> key;
  std::vector<Part> headers;
  std::optional<Part> partition;
  std::optional<Part> timestamp;
  std::optional<Part> tombstone;
  std::optional<Part> children;        // how many records an entity gets
  std::optional<StateMachine> states;  // or when it gets one
  std::string name;                    // of the stream
  RelationOptions relations;
  EventClockOptions event_clock;
  bool value_has_methods = false;  // the value's template calls .SetKey or .AddHeader
  bool oneline = false;
  std::uint64_t seed = 0;
  const std::atomic<bool>* cancelled = nullptr;
};

// JR's word for no key, in any case of letters.
bool is_null_word(std::string_view text);

}  // namespace barnabas

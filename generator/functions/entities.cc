// Category entities: whole records that later ones refer to, change and end.

#include <fmt/format.h>

#include <algorithm>
#include <memory>

#include "generator/entities/json_value.h"
#include "generator/functions/environment.h"
#include "generator/functions/functions.h"

namespace barnabas {

namespace {

Value fail_without_run(Call& call) { return call.fail("there is no run that has entities"); }

std::string none_yet(std::string_view type) {
  return fmt::format(
      "there are no '{}'; an emitter with \"entity\": \"{}\" makes them, or put and keep in a "
      "template, and {{{{if entities \"{}\"}}}} asks",
      type, type, type);
}

// Fields by name, out of arguments that are name, value, name, value ...
std::span<MapEntry> take_fields(Call& call, Arguments arguments) {
  const auto entries = call.arena.make_array<MapEntry>(arguments.size() / 2);
  for (std::size_t i = 0; i < entries.size(); ++i)
    entries[i] = {.key = arguments[2 * i], .value = arguments[2 * i + 1].unboxed()};
  return entries;
}

// Empty, or what is wrong with them.
std::string wrong_fields(Arguments arguments) {
  if (arguments.size() % 2 != 0) return "behind the key come names and values of fields, in pairs";
  for (std::size_t i = 0; i < arguments.size(); i += 2)
    if (!arguments[i].is_string()) return "the name of a field must be a text";
  return {};
}

Value map_of(Call& call, std::span<MapEntry> entries, std::string_view what) {
  const auto count = sort_entries(entries);
  return Value::of_map(call.arena.make(Map{.entries = entries.first(count), .what = what}));
}

Value put(Call& call, Arguments arguments) {
  if (call.environment == nullptr) return fail_without_run(call);
  const auto field = arguments[1].as_string();
  auto& type = call.environment->run.entities.type(arguments[0].as_string());
  if (type.key_field.empty()) type.key_field = field;
  if (type.key_field != field)
    return call.fail(fmt::format("the key of '{}' is their field '{}', not '{}'", type.name(),
                                 type.key_field, field));
  const auto key = key_text(arguments[2], call.scratch);
  if (!key) return call.fail("the key must be a text or a number");
  if (auto wrong = wrong_fields(arguments.subspan(1)); !wrong.empty()) return call.fail(wrong);
  const auto kept = call.arena.copy(*key);
  type.put(kept, map_of(call, take_fields(call, arguments.subspan(1)), type.name()));
  return Value::of_string("");
}

const PickPolicy any_of_them;

// The policy of the last argument, if there is one: as parsed beforehand, or now.
const PickPolicy* policy_of(Call& call, Arguments arguments, PickPolicy& own) {
  if (arguments.size() == 1) return &any_of_them;
  if (call.prepared != nullptr) return static_cast<const PickPolicy*>(call.prepared);
  if (arguments.size() > 2) {
    call.failure = "expected a type and a way to pick";
    return nullptr;
  }
  auto parsed = parse_pick_policy(arguments[1].as_string());
  if (!parsed) {
    call.failure = parsed.error().message;
    return nullptr;
  }
  own = *std::move(parsed);
  return &own;
}

void prepare_policy(Specialization& use) {
  if (use.arguments.size() < 2) return;
  if (use.arguments.size() > 2) {
    use.error = "expected a type and a way to pick";
    return;
  }
  auto parsed = parse_pick_policy(use.arguments[1].as_string());
  if (!parsed) {
    use.error = parsed.error().message;
    return;
  }
  const auto policy = std::make_shared<const PickPolicy>(*std::move(parsed));
  use.prepared = policy.get();
  use.owned = policy;
}

Value pick(Call& call, Arguments arguments) {
  if (call.environment == nullptr) return fail_without_run(call);
  PickPolicy own;
  const auto* policy = policy_of(call, arguments, own);
  if (policy == nullptr) return Value::failure();
  const auto name = arguments[0].as_string();
  auto* type = call.environment->run.entities.find(name);
  if (type == nullptr || type->size() == 0) return call.fail(none_yet(name));
  auto& context = call.environment->entities;
  auto random = call.random();
  const auto number = pick_entity(*type, *policy, context.cursor(name), random);
  if (!number) {
    return call.fail(
        policy->kind == PickPolicy::Kind::Once
            ? fmt::format("all '{}' were picked; {{{{if entities \"{}\" \"once\"}}}} "
                          "asks whether one is left",
                          name, name)
            : fmt::format("no '{}' has a weight above 0 in field '{}'", name, policy->field));
  }
  const auto fields = type->read(*number, call.arena);
  if (context.join_hit_rate >= 1 || random.unit() < context.join_hit_rate) return fields;
  ++context.misses;
  return stranger(*type, fields, random, call.arena);
}

Value count_entities(Call& call, Arguments arguments) {
  if (call.environment == nullptr) return fail_without_run(call);
  PickPolicy own;
  const auto* policy = policy_of(call, arguments, own);
  if (policy == nullptr) return Value::failure();
  const auto name = arguments[0].as_string();
  const auto* type = call.environment->run.entities.find(name);
  if (type == nullptr) return Value::of_int(0);
  auto& cursor = call.environment->entities.cursor(name);
  return Value::of_int(static_cast<std::int64_t>(count_pickable(*type, *policy, cursor)));
}

// The entity that an argument means, itself or by its key; its type and number, or a failure.
struct Meant {
  EntityType* type = nullptr;
  std::uint64_t number = 0;
};
std::optional<Meant> meant(Call& call, const Value& type_name, const Value& given) {
  const auto name = type_name.as_string();
  auto* type = call.environment->run.entities.find(name);
  if (type == nullptr) {
    call.failure = none_yet(name);
    return std::nullopt;
  }
  const bool whole = given.kind() == Kind::Map && given.map().key == Kind::String;
  const auto value = whole ? map_lookup(given.map(), type->key_field) : given;
  const auto key = key_text(value.unboxed(), call.scratch);
  const auto number = key ? type->find(*key) : std::nullopt;
  if (number) return Meant{.type = type, .number = *number};
  call.failure = key ? fmt::format("there is no '{}' with the key '{}'", name, *key)
                     : fmt::format("expected one of '{}' or its key", name);
  return std::nullopt;
}

Value update(Call& call, Arguments arguments) {
  if (call.environment == nullptr) return fail_without_run(call);
  if (auto wrong = wrong_fields(arguments.subspan(2)); !wrong.empty()) return call.fail(wrong);
  const auto who = meant(call, arguments[0], arguments[1]);
  if (!who) return Value::failure();
  const auto changed = take_fields(call, arguments.subspan(2));
  for (const auto& field : changed) {
    if (field.key.as_string() == who->type->key_field)
      return call.fail("the key of an entity does not change; remove it and put another");
  }
  const auto before = who->type->read(who->number, call.arena);
  const auto fields = with_changes(before.map(), changed, call.arena);
  const auto key = call.arena.copy(who->type->key(who->number));
  who->type->put(key, fields);
  return fields;
}

Value remove(Call& call, Arguments arguments) {
  if (call.environment == nullptr) return fail_without_run(call);
  const auto who = meant(call, arguments[0], arguments[1]);
  if (!who) return Value::failure();
  const auto key = call.arena.copy(who->type->key(who->number));
  who->type->remove(key);
  return Value::of_string(key);
}

Value keep(Call& call, Arguments arguments) {
  if (call.environment == nullptr) return fail_without_run(call);
  auto& context = call.environment->entities;
  context.keep_type = arguments[0].as_string();
  context.keep_field = arguments[1].as_string();
  return Value::of_string("");
}

Value entity(Call& call, Arguments arguments) {
  if (call.environment == nullptr) return fail_without_run(call);
  if (arguments.size() == 2 && arguments[0].is_string()) {
    const auto who = meant(call, arguments[0], arguments[1]);
    return who ? who->type->read(who->number, call.arena) : Value::failure();
  }
  if (!arguments.empty()) return call.fail("expected a type and a key, or nothing");
  const auto& context = call.environment->entities;
  if (context.subject_type == nullptr) {
    return call.fail(
        "this record is not about an entity: only emitters with \"forEach\" make such records; "
        "elsewhere give a type and a key");
  }
  return context.subject_type->read(context.subject, call.arena);
}

Value child(Call& call, Arguments) {
  return Value::of_int(call.environment == nullptr ? 1 : call.environment->entities.child);
}
Value children(Call& call, Arguments) {
  return Value::of_int(call.environment == nullptr ? 1 : call.environment->entities.children);
}

Value tombstone(Call& call, Arguments arguments) {
  if (call.environment == nullptr) return fail_without_run(call);
  const auto key = key_text(arguments[0], call.scratch);
  if (!key) return call.fail("the key must be a text or a number");
  call.environment->entities.tombstone = std::string(*key);
  return Value::of_string("");
}

struct Row {
  std::string_view name;
  std::string_view description;
  Parameters parameters = {};
  bool variadic = false;
  Type returns = Type::String;
  std::string_view example = {};
  std::string_view output = {};
  void (*specialize)(Specialization&) = nullptr;
};

constexpr Function row(const Row& row, Value (*evaluate)(Call&, Arguments)) {
  return {.name = row.name,
          .category = "entities",
          .description = row.description,
          .parameters = row.parameters,
          .variadic = row.variadic,
          .returns = row.returns,
          .stateful = true,
          .example = row.example,
          .output = row.output,
          .evaluate = evaluate,
          .specialize = row.specialize};
}

constexpr Parameters type_and_policy = {{"type", Type::String}, {"policy", Type::String}};
constexpr Parameters type_and_entity = {{"type", Type::String}, {"entity", Type::Any}};

constexpr Function functions[] = {
    row({.name = "child",
         .description = "which record of its entity this is, from 1 to children",
         .returns = Type::Int,
         .example = "{{child}}",
         .output = "1"},
        child),
    row({.name = "children",
         .description = "how many records this entity gets of a forEach emitter",
         .returns = Type::Int,
         .example = "{{children}}",
         .output = "1"},
        children),
    row({.name = "entities",
         .description = "how many entities of a type there are; with once, how many are left",
         .parameters = type_and_policy,
         .variadic = true,
         .returns = Type::Int,
         .example = "{{put \"shops\" \"id\" 1}}{{put \"shops\" \"id\" 2}}{{entities \"shops\"}}",
         .output = "2",
         .specialize = prepare_policy},
        count_entities),
    row({.name = "entity",
         .description = "the entity with that key; without arguments, in a forEach emitter, the "
                        "one that the record is about",
         .parameters = {{"type_and_key", Type::Any}},
         .variadic = true,
         .returns = Type::Any,
         .example = "{{put \"shops\" \"id\" 7 \"city\" \"Rome\"}}{{(entity \"shops\" 7).city}}",
         .output = "Rome"},
        entity),
    row({.name = "keep",
         .description = "keeps the whole record, which must be JSON, as an entity of a type; the "
                        "field is its key",
         .parameters = {{"type", Type::String}, {"field", Type::String}},
         .example = "{{keep \"shops\" \"id\"}}",
         .output = ""},
        keep),
    row({.name = "pick",
         .description = "an entity of a type, by a policy: uniform, zipf 1.2, recent 10, round "
                        "robin, once, by FIELD",
         .parameters = type_and_policy,
         .variadic = true,
         .returns = Type::Any,
         .example = "{{put \"shops\" \"id\" 7 \"city\" \"Rome\"}}{{$s := pick \"shops\" \"zipf\"}}"
                    "{{$s.id}} {{$s.city}}",
         .output = "7 Rome",
         .specialize = prepare_policy},
        pick),
    row({.name = "put",
         .description = "keeps an entity of a type: field and value of its key, then of others",
         .parameters = {{"type", Type::String},
                        {"field", Type::String},
                        {"key", Type::Any},
                        {"fields", Type::Any}},
         .variadic = true,
         .example = "{{put \"shops\" \"id\" 7 \"city\" \"Rome\"}}{{json (pick \"shops\")}}",
         .output = "{\"city\":\"Rome\",\"id\":7}"},
        put),
    row({.name = "remove",
         .description = "takes an entity away, given itself or its key; no later pick gives it; "
                        "returns its key",
         .parameters = type_and_entity,
         .example = "{{put \"shops\" \"id\" 7}}{{remove \"shops\" 7}} {{entities \"shops\"}}",
         .output = "7 0"},
        remove),
    row({.name = "tombstone",
         .description = "makes the record a tombstone: that key, and no value",
         .parameters = {{"key", Type::Any}},
         .example = "{{put \"shops\" \"id\" 7}}{{tombstone (remove \"shops\" 7)}}",
         .output = ""},
        tombstone),
    row({.name = "update",
         .description = "changes fields of an entity, given itself or its key, for later picks; "
                        "returns it",
         .parameters = {{"type", Type::String},
                        {"entity", Type::Any},
                        {"field", Type::String},
                        {"fields", Type::Any}},
         .variadic = true,
         .returns = Type::Any,
         .example = "{{put \"shops\" \"id\" 7 \"city\" \"Rome\"}}"
                    "{{json (update \"shops\" 7 \"city\" \"Bari\")}}",
         .output = "{\"city\":\"Bari\",\"id\":7}"},
        update),
};

}  // namespace

std::span<const Function> entity_functions() { return functions; }

}  // namespace barnabas

#include "generator/run/record_templates.h"

#include <fmt/format.h>

#include <algorithm>

namespace barnabas {
namespace {

// FNV-1a: the same for the same name on every machine.
std::uint64_t hash_of(std::string_view role, std::string_view name) {
  std::uint64_t hash = 0xCBF29CE484222325u;
  for (const auto part : {role, name}) {
    for (const char letter : part) {
      hash = (hash ^ static_cast<unsigned char>(letter)) * 0x100000001B3u;
    }
  }
  return hash;
}

}  // namespace

bool is_null_word(std::string_view text) {
  constexpr std::string_view null = "null";
  return text.size() == null.size() && std::equal(text.begin(), text.end(), null.begin(),
                                                  [](char a, char b) { return (a | 0x20) == b; });
}

TemplateResult<std::shared_ptr<const RecordTemplates>> RecordTemplates::parse(
    const EmitterOptions& options, const FunctionTable& functions, Environment& environment) {
  std::optional<TemplateError> error;
  const auto part = [&](const std::string& name, const std::string& text) -> std::optional<Part> {
    if (text.empty() || error) return std::nullopt;
    auto parsed =
        Template::parse(text, {.name = name, .functions = &functions, .environment = &environment});
    if (!parsed) {
      error = parsed.error();
      return std::nullopt;
    }
    const bool sees_value = parsed->asks_for("V") || parsed->asks_for("Value");
    return Part{.name = name,
                .parsed = *std::move(parsed),
                .draws = hash_of(name + ':', options.name),
                .sees_value = sees_value};
  };
  // An empty template is a template too, if it is the value's.
  auto value = Template::parse(
      options.value_template,
      {.name = options.template_name, .functions = &functions, .environment = &environment});
  if (!value) return tl::unexpected(value.error());
  RecordTemplates made{.value = {.name = "value",
                                 .parsed = *std::move(value),
                                 .draws = hash_of("value:", options.name),
                                 .sees_value = false},
                       .name = options.name,
                       .relations = options.relations,
                       .event_clock = options.event_clock,
                       .oneline = options.oneline,
                       .seed = options.seed,
                       .cancelled = options.cancelled};
  made.value_has_methods =
      made.value.parsed.asks_for("SetKey") || made.value.parsed.asks_for("AddHeader");
  if (!is_null_word(options.key_template)) made.key = part("key", options.key_template);
  for (const auto& [name, text] : options.headers) {
    // An empty template is an empty header.
    auto header = part("header " + name, text.empty() ? "{{\"\"}}" : text);
    if (!header) break;
    header->header = name;
    made.headers.push_back(*std::move(header));
  }
  made.partition = part("partition", options.partition_template);
  made.timestamp = part("timestamp", options.timestamp_template);
  made.tombstone = part("tombstone", options.tombstone_template);
  if (!options.relations.for_each.empty() && options.relations.states.empty())
    made.children = part("children", options.relations.children);
  if (error) return tl::unexpected(*error);
  if (!options.relations.states.empty()) {
    auto machine = StateMachine::parse(options.relations.states);
    if (!machine) {
      return tl::unexpected(TemplateError{
          .message = fmt::format("{}: states: {}", options.name, machine.error().message)});
    }
    made.states = *std::move(machine);
  }
  return std::make_shared<const RecordTemplates>(std::move(made));
}

std::uint64_t RecordTemplates::draws_of(std::string_view role) const { return hash_of(role, name); }

bool RecordTemplates::is_stateful() const {
  if (relations != RelationOptions()) return true;
  const auto stateful = [](const std::optional<Part>& part) {
    return part && part->parsed.is_stateful();
  };
  return value.parsed.is_stateful() || stateful(key) || stateful(partition) ||
         stateful(timestamp) || stateful(tombstone) ||
         std::any_of(headers.begin(), headers.end(),
                     [](const Part& header) { return header.parsed.is_stateful(); });
}

}  // namespace barnabas

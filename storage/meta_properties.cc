#include "storage/meta_properties.h"

#include <fmt/core.h>

#include <charconv>
#include <map>

namespace barnabas {
namespace {

tl::unexpected<Error> refuse(std::string_view what) {
  return fail(ErrorCode::KafkaStorageError, fmt::format("{}: {}", meta_properties_file, what));
}

std::string_view trim(std::string_view text) {
  constexpr auto blanks = " \t\r\f";
  const auto begin = text.find_first_not_of(blanks);
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(blanks) - begin + 1);
}

// Java escapes ':' and '=' in values; nothing else that could stand here needs it.
std::string unescape(std::string_view text) {
  std::string plain;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\\' && i + 1 < text.size()) ++i;
    plain += text[i];
  }
  return plain;
}

using Properties = std::map<std::string, std::string, std::less<>>;

Result<Properties> parse_properties(std::string_view text) {
  Properties properties;
  for (int number = 1; !text.empty(); ++number) {
    const auto end = text.find('\n');
    const auto line = trim(text.substr(0, end));
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    if (line.empty() || line[0] == '#' || line[0] == '!') continue;
    const auto separator = line.find_first_of("=:");
    if (separator == std::string_view::npos)
      return refuse(fmt::format("line {} is '{}', expected name=value", number, line));
    auto name = unescape(trim(line.substr(0, separator)));
    auto value = unescape(trim(line.substr(separator + 1)));
    if (!properties.emplace(std::move(name), std::move(value)).second)
      return refuse(fmt::format("line {} sets '{}' again", number, line.substr(0, separator)));
  }
  return properties;
}

Result<std::int32_t> parse_node_id(const Properties& properties, const std::string& name) {
  const auto found = properties.find(name);
  if (found == properties.end())
    return refuse(fmt::format("{} is missing; add the line {}=NUMBER", name, name));
  const auto& text = found->second;
  std::int32_t number = 0;
  const auto* end = text.data() + text.size();
  const auto [stopped, problem] = std::from_chars(text.data(), end, number);
  if (problem != std::errc{} || stopped != end || number < 0)
    return refuse(fmt::format("{} is '{}', expected a number from 0 on", name, text));
  return number;
}

}  // namespace

Result<MetaProperties> MetaProperties::parse(std::string_view text) {
  const auto properties = parse_properties(text);
  if (!properties) return tl::unexpected(properties.error());
  const auto version = properties->find("version");
  if (version == properties->end())
    return refuse("version is missing; if this is a data directory, add the line version=1");
  if (version->second != "1" && version->second != "0")
    return refuse(
        fmt::format("version is '{}', expected 1; a newer program wrote this directory, "
                    "open it with that one",
                    version->second));
  MetaProperties parsed;
  const auto node_id = parse_node_id(*properties, version->second == "1" ? "node.id" : "broker.id");
  if (!node_id) return tl::unexpected(node_id.error());
  parsed.node_id = *node_id;
  if (const auto found = properties->find("cluster.id"); found != properties->end())
    parsed.cluster_id = found->second;
  if (version->second == "1" && parsed.cluster_id.empty())
    return refuse("cluster.id is missing; add the line cluster.id=ID of the cluster");
  if (const auto found = properties->find("directory.id"); found != properties->end()) {
    const auto id = Uuid::parse(found->second);
    if (!id)
      return refuse(
          fmt::format("directory.id is '{}', expected 22 characters of base64url", found->second));
    parsed.directory_id = *id;
  }
  return parsed;
}

std::string MetaProperties::format() const {
  std::string text = fmt::format("cluster.id={}\n", cluster_id);
  if (!directory_id.is_zero()) text += fmt::format("directory.id={}\n", to_string(directory_id));
  return text + fmt::format("node.id={}\nversion=1\n", node_id);
}

Result<std::optional<MetaProperties>> read_meta_properties(Directory& directory) {
  const auto content = read_whole_file(directory, meta_properties_file);
  if (!content) {
    if (is_missing(content.error())) return std::optional<MetaProperties>{};
    return tl::unexpected(content.error());
  }
  auto parsed = MetaProperties::parse(*content);
  if (!parsed)
    return fail(parsed.error().code,
                fmt::format("{}/{}", directory.name(), parsed.error().message));
  return *parsed;
}

Result<void> write_meta_properties(Directory& directory, const MetaProperties& properties) {
  return replace_file(directory, meta_properties_file, properties.format());
}

Result<void> check_identity(const MetaProperties& found, const ExpectedIdentity& expected) {
  if (found.node_id != expected.node_id)
    return refuse(
        fmt::format("node.id is {} there, this broker is node {}; start it with "
                    "node.id={}, or with another --data-dir",
                    found.node_id, expected.node_id, found.node_id));
  if (expected.cluster_id && *expected.cluster_id != found.cluster_id)
    return refuse(
        fmt::format("cluster.id is {} there, this broker belongs to {}; start it with "
                    "cluster.id={}, or with another --data-dir",
                    found.cluster_id, *expected.cluster_id, found.cluster_id));
  return {};
}

}  // namespace barnabas

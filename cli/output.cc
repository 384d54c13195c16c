#include "cli/output.h"

#include <fmt/core.h>

#include <algorithm>
#include <cctype>

#include "protocol/wire/printer.h"

namespace barnabas {
namespace {

// A value inside a table: bare text, lists with commas between.
std::string cell(const Value& value) {
  if (const auto* text = std::get_if<std::string>(&value.content))
    return text->empty() ? "-" : *text;
  if (std::holds_alternative<std::monostate>(value.content)) return "-";
  if (const auto* list = std::get_if<Value::List>(&value.content)) {
    std::string joined;
    for (const auto& each : *list) joined += (joined.empty() ? "" : ",") + cell(each);
    return joined.empty() ? "-" : joined;
  }
  if (const auto* fields = std::get_if<Value::Fields>(&value.content)) {
    std::string joined;
    for (const auto& [name, each] : *fields)
      joined += (joined.empty() ? "" : ",") + name + "=" + cell(each);
    return joined.empty() ? "-" : joined;
  }
  return to_json(value);
}

std::string header_of(std::string name) {
  std::transform(name.begin(), name.end(), name.begin(), [](unsigned char letter) {
    return letter == '_' ? '-' : static_cast<char>(std::toupper(letter));
  });
  return name;
}

std::string table(const std::vector<Value::Fields>& rows) {
  if (rows.empty()) return "";
  const auto columns = rows.front().size();
  std::vector<std::vector<std::string>> cells;
  std::vector<bool> numeric(columns, true);
  auto& header = cells.emplace_back();
  for (const auto& [name, value] : rows.front()) header.push_back(header_of(name));
  for (const auto& row : rows) {
    auto& line = cells.emplace_back();
    for (std::size_t i = 0; i < columns; ++i) {
      line.push_back(cell(row[i].second));
      if (!std::holds_alternative<std::int64_t>(row[i].second.content) && line.back() != "-")
        numeric[i] = false;
    }
  }
  std::vector<std::size_t> widths(columns, 0);
  for (const auto& line : cells)
    for (std::size_t i = 0; i < columns; ++i) widths[i] = std::max(widths[i], line[i].size());
  std::string text;
  for (const auto& line : cells) {
    std::string joined;
    for (std::size_t i = 0; i < columns; ++i) {
      const std::string padding(widths[i] - line[i].size(), ' ');
      joined += (i > 0 ? "  " : "") + (numeric[i] ? padding + line[i] : line[i] + padding);
    }
    joined.erase(joined.find_last_not_of(' ') + 1);
    text += joined + "\n";
  }
  return text;
}

std::string pretty_json(const Value& value, std::size_t indent) {
  const std::string inner(indent + 2, ' ');
  std::string text;
  if (const auto* list = std::get_if<Value::List>(&value.content); list && !list->empty()) {
    for (const auto& each : *list)
      text += (text.empty() ? "" : ",\n") + inner + pretty_json(each, indent + 2);
    return "[\n" + text + "\n" + std::string(indent, ' ') + "]";
  }
  if (const auto* fields = std::get_if<Value::Fields>(&value.content); fields && !fields->empty()) {
    for (const auto& [name, each] : *fields)
      text += (text.empty() ? "" : ",\n") + inner + json_quote(name) + ": " +
              pretty_json(each, indent + 2);
    return "{\n" + text + "\n" + std::string(indent, ' ') + "}";
  }
  return to_json(value);
}

// Block style; strings in JSON's quotes, which YAML reads as well.
std::string yaml(const Value& value, std::size_t indent) {
  const std::string margin(indent, ' ');
  std::string text;
  if (const auto* list = std::get_if<Value::List>(&value.content); list && !list->empty()) {
    for (const auto& each : *list) {
      auto item = yaml(each, indent + 2);
      if (item.starts_with('\n')) item = " " + item.substr(1 + indent + 2);
      text += "\n" + margin + "-" + item;
    }
    return text;
  }
  if (const auto* fields = std::get_if<Value::Fields>(&value.content); fields && !fields->empty()) {
    for (const auto& [name, each] : *fields)
      text += "\n" + margin + name + ":" + yaml(each, indent + 2);
    return text;
  }
  return " " + to_json(value);
}

std::string yaml_document(const Value& value) {
  const auto text = yaml(value, 0);
  return text.substr(1) + "\n";  // without the newline or space in front
}

}  // namespace

std::string to_json(const Value& value) {
  struct Visitor {
    std::string operator()(std::monostate) const { return "null"; }
    std::string operator()(bool truth) const { return truth ? "true" : "false"; }
    std::string operator()(std::int64_t number) const { return std::to_string(number); }
    std::string operator()(const std::string& text) const { return json_quote(text); }
    std::string operator()(const Value::List& list) const {
      std::string text;
      for (const auto& each : list) text += (text.empty() ? "" : ",") + to_json(each);
      return "[" + text + "]";
    }
    std::string operator()(const Value::Fields& fields) const {
      std::string text;
      for (const auto& [name, each] : fields)
        text += (text.empty() ? "" : ",") + json_quote(name) + ":" + to_json(each);
      return "{" + text + "}";
    }
  };
  return std::visit(Visitor{}, value.content);
}

std::string render_rows(const std::vector<Value::Fields>& rows, OutputFormat format) {
  if (format == OutputFormat::Table) return table(rows);
  if (format == OutputFormat::JsonLines) {
    std::string text;
    for (const auto& row : rows) text += to_json(row) + "\n";
    return text;
  }
  return render_value(Value::List(rows.begin(), rows.end()), format);
}

std::string render_value(const Value& value, OutputFormat format) {
  if (format == OutputFormat::Json) return pretty_json(value, 0) + "\n";
  if (format == OutputFormat::JsonLines) return to_json(value) + "\n";
  if (format == OutputFormat::Yaml) return yaml_document(value);
  const auto* fields = std::get_if<Value::Fields>(&value.content);
  if (fields == nullptr) return cell(value) + "\n";
  std::size_t width = 0;
  for (const auto& [name, each] : *fields) width = std::max(width, name.size());
  std::string text;
  for (const auto& [name, each] : *fields)
    text += fmt::format("{:<{}}  {}\n", name, width, cell(each));
  return text;
}

void print_rows(const std::vector<Value::Fields>& rows, OutputFormat format) {
  fmt::print("{}", render_rows(rows, format));
}

void print_value(const Value& value, OutputFormat format) {
  fmt::print("{}", render_value(value, format));
}

}  // namespace barnabas

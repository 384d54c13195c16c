#include "cli/record_format.h"

#include <fmt/core.h>

#include <cctype>

#include "cli/command.h"
#include "cli/output.h"
#include "cli/time_text.h"

namespace barnabas {

using namespace client;
namespace {

constexpr std::string_view kFields = "kvsKVStpoTdDhHaxye[]";

std::string_view text_of(const std::optional<Bytes>& bytes) {
  return bytes ? as_text(*bytes) : std::string_view();
}

std::string length_of(const std::optional<Bytes>& bytes) {
  return bytes ? std::to_string(bytes->size()) : "-1";
}

// "a=1,b=2", as kcat prints headers.
std::string headers_of(const RecordView& record) {
  std::string joined;
  auto headers = record.headers();
  for (auto header = headers.next(); header && *header; header = headers.next()) {
    if (!joined.empty()) joined += ",";
    joined += std::string((*header)->key) + "=";
    joined += (*header)->value ? std::string(as_text(*(*header)->value)) : "NULL";
  }
  return joined;
}

// A backslash escape that starts at text[i]; moves i to its last letter.
std::string backslash(std::string_view text, std::size_t& i) {
  if (i + 1 == text.size()) return "\\";
  const char letter = text[++i];
  if (letter == 'n') return "\n";
  if (letter == 'r') return "\r";
  if (letter == 't') return "\t";
  if (letter == '0') return std::string(1, '\0');
  const auto is_hex = [&](std::size_t at) {
    return at < text.size() && std::isxdigit(static_cast<unsigned char>(text[at])) != 0;
  };
  if (letter == 'x' && is_hex(i + 1) && is_hex(i + 2)) {
    const auto code = std::stoi(std::string(text.substr(i + 1, 2)), nullptr, 16);
    i += 2;
    return std::string(1, static_cast<char>(code));
  }
  return std::string(1, letter);
}

tl::unexpected<Error> usage_error(std::string message) {
  return fail(ErrorCode::InvalidRequest, std::move(message));
}

}  // namespace

Result<RecordFormat> RecordFormat::parse(std::string_view text) {
  RecordFormat format;
  const auto literal = [&format](const std::string& more) {
    if (format.parts_.empty() || format.parts_.back().field != 0) format.parts_.emplace_back();
    format.parts_.back().literal += more;
  };
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\\') {
      literal(backslash(text, i));
    } else if (text[i] != '%') {
      literal(std::string(1, text[i]));
    } else if (++i == text.size()) {
      return usage_error("the format ends with '%'; write %% for a percent sign");
    } else if (text[i] == '%') {
      literal("%");
    } else if (kFields.find(text[i]) == std::string_view::npos) {
      return usage_error(
          fmt::format("the format has no escape %{}; there are %k %v %t %p %o %T %D "
                      "%h and more, see 'barnabas consume --help'",
                      text[i]));
    } else {
      format.parts_.push_back({.field = text[i], .literal = {}});
    }
  }
  return format;
}

void RecordFormat::print(const FetchedRecord& fetched, std::string& output) const {
  const auto& record = fetched.record;
  for (const auto& part : parts_) {
    switch (part.field) {
      case 0:
        output += part.literal;
        break;
      case 'k':
        output += text_of(record.key);
        break;
      case 'v':
      case 's':
        output += text_of(record.value);
        break;
      case 'K':
        output += length_of(record.key);
        break;
      case 'V':
      case 'S':
        output += length_of(record.value);
        break;
      case 't':
        output += fetched.from.topic;
        break;
      case 'p':
        output += std::to_string(fetched.from.partition);
        break;
      case 'o':
        output += std::to_string(record.offset);
        break;
      case 'T':
      case 'd':
        output += std::to_string(record.timestamp_ms);
        break;
      case 'D':
        output += iso_time(record.timestamp_ms);
        break;
      case 'h':
        output += headers_of(record);
        break;
      case 'H':
        output += std::to_string(record.header_count);
        break;
      case 'a':
        output += to_string(fetched.batch.compression());
        break;
      case 'x':
        output += std::to_string(fetched.batch.producer_id());
        break;
      case 'y':
        output += std::to_string(fetched.batch.producer_epoch());
        break;
      case 'e':
        output += std::to_string(fetched.batch.partition_leader_epoch());
        break;
      case '[':
        output += std::to_string(fetched.log_start_offset);
        break;
      case ']':
        output += std::to_string(fetched.high_watermark);
        break;
      default:
        break;
    }
  }
}

Result<void> RecordFormat::check_readable() const {
  for (const auto& part : parts_)
    if (part.field != 0 && std::string_view("kvspTd").find(part.field) == std::string_view::npos)
      return usage_error(
          fmt::format("%{} cannot be read from a line; produce reads %k %v %p %T", part.field));
  for (std::size_t i = 1; i < parts_.size(); ++i)
    if (parts_[i].field != 0 && parts_[i - 1].field != 0)
      return usage_error(fmt::format("something has to stand between %{} and %{}",
                                     parts_[i - 1].field, parts_[i].field));
  return {};
}

Result<RecordToSend> RecordFormat::read(std::string_view line) const {
  RecordToSend record;
  for (std::size_t i = 0; i < parts_.size(); ++i) {
    const auto& part = parts_[i];
    if (part.field == 0) {
      const std::string_view literal = part.literal;
      // The newline behind the last field is what ends the line.
      if (line.empty() && literal == "\n") continue;
      if (!line.starts_with(literal))
        return usage_error(fmt::format("'{}' is missing before '{}'", literal, line));
      line.remove_prefix(literal.size());
      continue;
    }
    const bool last = i + 1 == parts_.size() || parts_[i + 1].literal == "\n";
    const auto end = last ? line.size() : line.find(parts_[i + 1].literal);
    if (end == std::string_view::npos)
      return usage_error(fmt::format("no '{}' in '{}'", parts_[i + 1].literal, std::string(line)));
    const std::string value(line.substr(0, end));
    line.remove_prefix(end);
    std::string complaint;
    if (part.field == 'k') record.key = value;
    if (part.field == 'v' || part.field == 's') record.value = value;
    if (part.field == 'p') complaint = read_value(value, record.partition);
    if (part.field == 'T' || part.field == 'd') complaint = read_value(value, record.timestamp_ms);
    if (!complaint.empty()) return usage_error(complaint);
  }
  return record;
}

std::string record_json(const FetchedRecord& fetched) {
  const auto& record = fetched.record;
  const auto text = [](const std::optional<Bytes>& bytes) {
    return bytes ? Value(std::string(as_text(*bytes))) : Value();
  };
  Value::List headers;
  auto walk = record.headers();
  for (auto header = walk.next(); header && *header; header = walk.next())
    headers.push_back(
        Value::Fields{{"key", std::string((*header)->key)}, {"value", text((*header)->value)}});
  return to_json(Value::Fields{{"topic", fetched.from.topic},
                               {"partition", fetched.from.partition},
                               {"offset", record.offset},
                               {"timestamp", record.timestamp_ms},
                               {"key", text(record.key)},
                               {"value", text(record.value)},
                               {"headers", std::move(headers)}}) +
         "\n";
}

}  // namespace barnabas

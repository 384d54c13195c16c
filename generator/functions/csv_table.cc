#include "generator/functions/csv_table.h"

#include <algorithm>
#include <utility>

namespace barnabas {
namespace {

std::string trimmed(std::string_view text) {
  const auto* space = " \t\r";
  const auto from = text.find_first_not_of(space);
  if (from == text.npos) return "";
  return std::string(text.substr(from, text.find_last_not_of(space) - from + 1));
}

// Reads rows one by one.
class CsvReader {
 public:
  explicit CsvReader(std::string_view text) : text_(text) {}

  bool at_end() const { return at_ >= text_.size(); }
  std::size_t line() const { return line_; }

  // False where a quote does not end.
  bool read_row(std::vector<std::string>& row) {
    row.clear();
    while (true) {
      if (!read_cell(row.emplace_back())) return false;
      if (at_end()) return true;
      const char separator = text_[at_++];
      if (separator == ',') continue;
      ++line_;
      return true;
    }
  }

 private:
  bool read_cell(std::string& cell) {
    if (at_ < text_.size() && text_[at_] == '"') {
      if (!read_quoted(cell)) return false;
    }
    while (at_ < text_.size() && text_[at_] != ',' && text_[at_] != '\n') {
      if (text_[at_] != '\r') cell += text_[at_];
      ++at_;
    }
    return true;
  }

  bool read_quoted(std::string& cell) {
    for (++at_; at_ < text_.size(); ++at_) {
      if (text_[at_] == '\n') ++line_;
      if (text_[at_] != '"') {
        cell += text_[at_];
      } else if (at_ + 1 < text_.size() && text_[at_ + 1] == '"') {
        cell += text_[at_++];
      } else {
        ++at_;
        return true;
      }
    }
    return false;
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::size_t line_ = 1;
};

}  // namespace

Result<CsvTable> CsvTable::parse(std::string_view name, std::string_view text) {
  CsvTable table;
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);  // how Windows marks UTF-8
  CsvReader reader(text);
  std::vector<std::string> row;
  while (!reader.at_end()) {
    const auto line = reader.line();
    if (!reader.read_row(row)) {
      return fail(ErrorCode::InvalidConfig, std::string(name) + ":" + std::to_string(line) +
                                                ": a quote that begins here does not end");
    }
    if (row.size() == 1 && row[0].empty()) continue;
    if (table.columns_.empty()) {
      for (const auto& column : row) table.columns_.push_back(trimmed(column));
    } else {
      table.rows_.push_back(row);
    }
  }
  if (table.rows_.empty()) {
    return fail(ErrorCode::InvalidConfig,
                std::string(name) + ": expected a line with names and at least one row below it");
  }
  return table;
}

int CsvTable::column(std::string_view name) const {
  const auto found = std::find(columns_.begin(), columns_.end(), name);
  return found == columns_.end() ? -1 : static_cast<int>(found - columns_.begin());
}

std::string_view CsvTable::cell(std::size_t row, int column) const {
  const auto index = static_cast<std::size_t>(column);
  return index < rows_[row].size() ? std::string_view(rows_[row][index]) : std::string_view();
}

}  // namespace barnabas

#include "generator/data/dataset.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace barnabas {
namespace {

// The parts of a text between separators. A separator at the very end ends the last part.
std::vector<std::string_view> lines_of(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    const auto end = std::min(text.find('\n'), text.size());
    auto line = text.substr(0, end);
    if (line.ends_with('\r')) line.remove_suffix(1);
    lines.push_back(line);
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

std::vector<std::string_view> cells_of(std::string_view line) {
  std::vector<std::string_view> cells;
  for (;;) {
    const auto end = line.find('\t');
    cells.push_back(line.substr(0, end));
    if (end == std::string_view::npos) return cells;
    line.remove_prefix(end + 1);
  }
}

}  // namespace

Result<Dataset> Dataset::from_table(std::string_view name, std::string_view text) {
  const auto lines = lines_of(text);
  if (lines.empty()) {
    return fail(
        ErrorCode::InvalidConfig,
        fmt::format("{}: the first line of a table names its columns, and there is none", name));
  }
  Dataset table;
  table.columns_ = cells_of(lines.front());
  table.rows_ = lines.size() - 1;
  table.cells_.resize(table.columns_.size() * table.rows_);
  for (std::size_t row = 0; row < table.rows_; ++row) {
    const auto cells = cells_of(lines[row + 1]);
    if (cells.size() != table.columns_.size()) {
      return fail(ErrorCode::InvalidConfig,
                  fmt::format("{}:{}: {} cells, but the first line names {} columns; cells are "
                              "separated by one tab",
                              name, row + 2, cells.size(), table.columns_.size()));
    }
    for (std::size_t column = 0; column < cells.size(); ++column) {
      table.cells_[column * table.rows_ + row] = cells[column];
    }
  }
  return table;
}

Dataset Dataset::from_lines(std::string_view text) {
  Dataset table;
  table.columns_ = {"entry"};
  table.cells_ = lines_of(text);
  table.rows_ = table.cells_.size();
  return table;
}

Words Dataset::column(std::string_view name) const {
  const auto found = std::find(columns_.begin(), columns_.end(), name);
  if (found == columns_.end()) return {};
  const auto index = static_cast<std::size_t>(found - columns_.begin());
  return Words(cells_).subspan(index * rows_, rows_);
}

bool Dataset::has_column(std::string_view name) const {
  return std::find(columns_.begin(), columns_.end(), name) != columns_.end();
}

std::string_view Dataset::cell(std::size_t row, std::string_view column_name) const {
  const auto words = column(column_name);
  return words.empty() ? std::string_view() : words[row];
}

std::vector<std::uint32_t> Dataset::weights() const {
  std::vector<std::uint32_t> weights(rows_, 1);
  const auto words = column("weight");
  for (std::size_t row = 0; row < words.size(); ++row) {
    std::from_chars(words[row].data(), words[row].data() + words[row].size(), weights[row]);
  }
  return weights;
}

}  // namespace barnabas

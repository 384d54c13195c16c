#pragma once
// CsvTable: rows that a user brings along, for fromcsv.
//
// RFC 4180: cells separated by commas, in double quotes where they hold a comma, a quote (doubled)
// or the end of a line. The first row names the columns; spaces around names do not count. Rows
// may be shorter than the first one: what is missing is empty. Immutable, so any thread may look.

#include <string>
#include <string_view>
#include <vector>

#include "protocol/base/result.h"

namespace barnabas {

class CsvTable {
 public:
  // An error names the line whose quotes do not end.
  static Result<CsvTable> parse(std::string_view name, std::string_view text);

  std::size_t rows() const { return rows_.size(); }
  // The number of the column, or -1.
  int column(std::string_view name) const;
  // REQUIRES: row < rows(), column >= 0.
  std::string_view cell(std::size_t row, int column) const;

 private:
  std::vector<std::string> columns_;
  std::vector<std::vector<std::string>> rows_;
};

}  // namespace barnabas

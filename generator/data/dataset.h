#pragma once
// Dataset: one table of words, for instance the places of a locale.
//
// A .tsv file: the first line names the columns, each further line is a row, cells are separated by
// one tab. A set in JR's form is a table too: one column, and every line a row. Cells are views of
// the text, which must outlive the table; they are kept column by column, so that a set of words is
// one span to draw from. Behind the text there must be 32 bytes that can be read, so that words can
// be copied in blocks of that size. Immutable once read, so any thread may look.

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "protocol/base/result.h"

namespace barnabas {

using Words = std::span<const std::string_view>;

// So many bytes behind a word may be read, whatever they are.
inline constexpr std::size_t word_slack = 32;

// What stands for a word where there is none: empty, and it may be read like the others.
inline constexpr std::array<char, word_slack> nothing{};
inline constexpr std::string_view no_word(nothing.data(), 0);

class Dataset {
 public:
  // Reads a .tsv text. `name` is for messages: the line that has too few or too many cells is
  // named.
  static Result<Dataset> from_table(std::string_view name, std::string_view text);
  // Reads a line file into one column, "entry". Empty lines are entries too; the end of the last
  // line is not one.
  static Dataset from_lines(std::string_view text);

  std::size_t rows() const { return rows_; }
  const std::vector<std::string_view>& columns() const { return columns_; }

  // All cells of a column, in the order of the rows; empty where there is no such column.
  Words column(std::string_view name) const;
  bool has_column(std::string_view name) const;
  // The cell, or "" where there is no such column. REQUIRES: row < rows().
  std::string_view cell(std::size_t row, std::string_view column_name) const;

  // How often to draw each row against the others: column "weight", or 1 for all without it.
  std::vector<std::uint32_t> weights() const;

 private:
  std::vector<std::string_view> columns_;
  std::vector<std::string_view> cells_;  // column by column
  std::size_t rows_ = 0;
};

}  // namespace barnabas

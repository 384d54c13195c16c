#pragma once
// Where things stand in a JSON text: for errors that point at line and column.

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace barnabas {

struct Place {
  std::size_t line = 1;
  std::size_t column = 1;
};
Place place_of(std::string_view text, std::size_t byte);

// "line 3, column 8:", the line itself, and a caret below the column.
std::string place_text(std::string_view text, std::size_t byte);

// Where the JSON value that begins at `from` ends; for malformed text somewhere behind the fault.
std::size_t end_of_json(std::string_view text, std::size_t from);

// Where the value stands that these names and indices lead to, for instance {"user", "0", "id"};
// the value around it where it is not there. REQUIRES: valid JSON.
std::size_t find_in_json(std::string_view text, const std::vector<std::string>& path);

// The name of the member that a byte belongs to: of a fault, the name last read. "" where none was.
std::string member_before(std::string_view text, std::size_t byte);

}  // namespace barnabas

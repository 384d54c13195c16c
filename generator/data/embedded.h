#pragma once
// Embedded files: the generator's data, templates and emitter groups inside the program.
//
// cmake/Embed.cmake lets the assembler include the files as they are; their texts live as long as
// the program and cost nothing until somebody looks at them. Paths are those below generator/:
// "data/us/places.tsv", "templates/user.tpl", "emitters/jrconfig.json". Any thread may ask.

#include <optional>
#include <string_view>
#include <vector>

namespace barnabas {

struct EmbeddedFile {
  std::string_view path;
  std::string_view text;
};

// The text of the file with this path, or nothing.
std::optional<std::string_view> embedded_file(std::string_view path);

// All files whose path begins so, ordered by path.
std::vector<EmbeddedFile> embedded_files(std::string_view folder);

}  // namespace barnabas

#include "storage/directory.h"

#include <fmt/core.h>

#include <cerrno>

namespace barnabas {

std::string join_path(std::string_view folder, std::string_view name) {
  std::string path(folder);
  if (!path.empty()) path += '/';
  path += name;
  return path;
}

Result<void> check_path(std::string_view path) {
  const auto refuse = [&](std::string_view why) {
    return fail(ErrorCode::KafkaStorageError,
                fmt::format("'{}' is not a path inside the data directory: {}", path, why));
  };
  if (path.empty()) return refuse("it is empty");
  if (path.find('\0') != std::string_view::npos) return refuse("it holds a NUL byte");
  while (true) {
    const auto slash = path.find('/');
    const auto component = path.substr(0, slash);
    if (component.empty()) return refuse("it has an empty component");
    if (component == "." || component == "..") return refuse("it has a dot component");
    if (slash == std::string_view::npos) return {};
    path.remove_prefix(slash + 1);
  }
}

Result<void> remove_tree(Directory& directory, const std::string& path) {
  auto entries = directory.list(path);
  if (!entries) {
    if (is_missing(entries.error())) return {};
    // Not a folder: remove the thing itself.
    if (entries.error().system_error == ENOTDIR) return directory.remove(path);
    return tl::unexpected(entries.error());
  }
  for (const auto& entry : *entries) {
    const auto inside = join_path(path, entry.name);
    auto removed = entry.kind == EntryKind::Directory ? remove_tree(directory, inside)
                                                      : directory.remove(inside);
    if (!removed) return removed;
  }
  return directory.remove(path);
}

Result<std::string> read_whole_file(Directory& directory, const std::string& path,
                                    std::uint64_t bytes_max) {
  auto file = directory.open(path, OpenMode::Read);
  if (!file) return tl::unexpected(file.error());
  const auto size = (*file)->size();
  if (size > bytes_max)
    return fail(ErrorCode::KafkaStorageError,
                fmt::format("{}: has {} bytes, more than the {} that such a file may have", path,
                            size, bytes_max));
  std::string content(size, '\0');
  auto count = (*file)->read_at(0, std::as_writable_bytes(std::span(content)));
  if (!count) return tl::unexpected(count.error());
  content.resize(*count);
  return content;
}

Result<void> replace_file(Directory& directory, const std::string& path, std::string_view content,
                          ReplaceSync sync) {
  const auto temporary = path + ".tmp";
  {
    auto file = directory.open(temporary, OpenMode::Truncate);
    if (!file) return tl::unexpected(file.error());
    auto written = (*file)->write_at(0, as_bytes(content));
    if (!written) return written;
    if (sync == ReplaceSync::Now)
      if (auto synced = (*file)->sync(); !synced) return synced;
  }
  auto renamed = directory.rename({.from = temporary, .to = path});
  if (!renamed || sync == ReplaceSync::Later) return renamed;
  const auto slash = path.rfind('/');
  return directory.sync_directory(slash == std::string::npos ? "" : path.substr(0, slash));
}

}  // namespace barnabas

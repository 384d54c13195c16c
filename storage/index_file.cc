#include "storage/index_file.h"

#include <fmt/format.h>

#include <algorithm>

namespace barnabas {

IndexFile::IndexFile(Directory& directory, const std::string& folder, Offset base_offset,
                     const Layout& layout)
    : directory_(directory), folder_(folder), base_offset_(base_offset), layout_(layout) {}

Result<void> IndexFile::load() {
  if (loaded_) return {};
  auto file = directory_.open(path(), OpenMode::Write);
  if (!file && !is_missing(file.error())) return tl::unexpected(file.error());
  missing_ = !file;
  if (file) {
    const auto size = (*file)->size();
    if (size % layout_.entry_size != 0)
      return fail(ErrorCode::CorruptMessage,
                  fmt::format("{}: {} bytes are not a whole number of {}-byte entries", path(),
                              size, layout_.entry_size));
    file_ = std::move(*file);
    written_ = size / layout_.entry_size;
  }
  loaded_ = true;
  return {};
}

Result<void> IndexFile::open_for_writing() {
  if (file_) return {};
  auto file = directory_.open(path(), stale_ ? OpenMode::Truncate : OpenMode::Create);
  if (!file) return tl::unexpected(file.error());
  file_ = std::move(*file);
  missing_ = stale_ = false;
  return {};
}

Result<void> IndexFile::read(std::size_t first, MutableBytes into) {
  auto wanted = into.size() / layout_.entry_size;
  if (first < written_) {
    const auto from_file = std::min(wanted, written_ - first);
    const auto bytes = into.first(from_file * layout_.entry_size);
    auto read = file_->read_at(first * layout_.entry_size, bytes);
    if (!read) return tl::unexpected(read.error());
    if (*read != bytes.size())
      return fail(ErrorCode::CorruptMessage, fmt::format("{}: ends too early", path()));
    into = into.subspan(bytes.size());
    first += from_file;
    wanted -= from_file;
  }
  if (wanted == 0) return {};
  const auto at = (first - written_) * layout_.entry_size;
  const auto from_memory = pending_.view().subspan(at, wanted * layout_.entry_size);
  std::copy(from_memory.begin(), from_memory.end(), into.begin());
  return {};
}

void IndexFile::append(Bytes entry) {
  pending_.append(entry);
  // An index is a cache: what cannot be written now stays here and is tried with the next one.
  if (count() <= kWrittenAtOnce || pending_count() >= kPendingMax) (void)write();
}

Result<void> IndexFile::write() {
  if (pending_.empty() && !stale_) return {};
  if (auto opened = open_for_writing(); !opened) return opened;
  if (pending_.empty()) return {};
  if (auto done = file_->write_at(written_ * layout_.entry_size, pending_.view()); !done)
    return done;
  written_ += pending_count();
  pending_.clear();
  return {};
}

Result<void> IndexFile::create() {
  if (auto opened = open_for_writing(); !opened) return opened;
  return write();
}

Result<void> IndexFile::truncate(std::size_t count) {
  if (count >= this->count()) return {};
  if (count >= written_) {
    pending_.truncate((count - written_) * layout_.entry_size);
    return {};
  }
  pending_.clear();
  written_ = count;
  return file_->truncate(count * layout_.entry_size);
}

void IndexFile::replace(Bytes entries) {
  file_.reset();
  pending_.clear();
  pending_.append(entries);
  written_ = 0;
  loaded_ = true;
  // Emptied before it is written: a file that had more entries must not keep its old tail. Where
  // that fails now, for instance on a full disk, the next write tries again.
  stale_ = true;
  (void)write();
}

}  // namespace barnabas

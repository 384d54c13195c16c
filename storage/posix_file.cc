#include "storage/posix_file.h"

#include <fcntl.h>
#include <fmt/core.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "storage/posix_io.h"

namespace barnabas {

Result<std::shared_ptr<const Descriptor>> PosixFile::acquire() {
  if (slot_.descriptor) {
    place_.cache->touch(slot_);
    return slot_.descriptor;
  }
  place_.cache->make_room();
  const int flags = place_.writable ? O_RDWR : O_RDONLY;
  auto opened = open_beneath(place_.root, place_.path, flags);
  // Others in this process took the descriptors: give up ours, one by one.
  while (!opened && is_out_of_descriptors(opened.error()) && place_.cache->evict())
    opened = open_beneath(place_.root, place_.path, flags);
  if (!opened) return tl::unexpected(opened.error());
  adopt(std::make_shared<Descriptor>(*opened));
  return slot_.descriptor;
}

Result<std::shared_ptr<const Descriptor>> PosixFile::acquire_for_writing() {
  if (!place_.writable) return tl::unexpected(storage_error(EBADF, path(), "opened to read only"));
  if (sync_failed_ && *sync_failed_)
    return fail(ErrorCode::KafkaStorageError,
                fmt::format("{}: an earlier sync failed, so what is on the disk is unknown; "
                            "restart to recover from what is really there",
                            path()));
  return acquire();
}

Result<std::size_t> PosixFile::read_at(std::uint64_t position, MutableBytes into) {
  auto descriptor = acquire();
  if (!descriptor) return tl::unexpected(descriptor.error());
  const auto outcome =
      read_fully(position, into, [&](std::byte* data, std::size_t size, off_t offset) {
        return ::pread((*descriptor)->number(), data, size, offset);
      });
  if (outcome.error != 0)
    return tl::unexpected(storage_error(outcome.error, path(), "cannot read"));
  return outcome.bytes;
}

Result<void> PosixFile::write_at(std::uint64_t position, Bytes content) {
  return write_pieces_at(position, std::span(&content, 1));
}

Result<void> PosixFile::write_pieces_at(std::uint64_t position, std::span<const Bytes> pieces) {
  auto descriptor = acquire_for_writing();
  if (!descriptor) return tl::unexpected(descriptor.error());
  slot_.dirty = true;
  std::uint64_t end = position;
  const int error =
      write_fully(position, pieces, [&](const iovec* vectors, int count, off_t offset) {
        const auto written = ::pwritev((*descriptor)->number(), vectors, count, offset);
        if (written > 0) end = static_cast<std::uint64_t>(offset + written);
        return written;
      });
  size_ = std::max(size_, end);
  if (error != 0) return tl::unexpected(storage_error(error, path(), "cannot write"));
  return {};
}

Result<void> PosixFile::truncate(std::uint64_t size) {
  auto descriptor = acquire_for_writing();
  if (!descriptor) return tl::unexpected(descriptor.error());
  slot_.dirty = true;
  int outcome = 0;
  do {
    outcome = ::ftruncate((*descriptor)->number(), static_cast<off_t>(size));
  } while (outcome != 0 && errno == EINTR);
  if (outcome != 0) return tl::unexpected(storage_error(errno, path(), "cannot truncate"));
  size_ = size;
  return {};
}

Result<void> PosixFile::sync() {
  auto work = sync_work();
  if (!work) return tl::unexpected(work.error());
  return (*work)();
}

Result<SyncWork> PosixFile::sync_work() {
  auto descriptor = acquire_for_writing();
  if (!descriptor) return tl::unexpected(descriptor.error());
  slot_.dirty = false;
  if (!sync_failed_) sync_failed_ = std::make_shared<std::atomic<bool>>(false);
  return [held = *descriptor, failed = sync_failed_, path = place_.path]() -> Result<void> {
    // fdatasync also writes the size, and all else that is needed to find the data again.
    if (::fdatasync(held->number()) == 0) return {};
    *failed = true;
    return tl::unexpected(storage_error(errno, path, "cannot sync to the disk"));
  };
}

Result<FileRange> PosixFile::range(Extent extent) {
  auto descriptor = acquire();
  if (!descriptor) return tl::unexpected(descriptor.error());
  FileRange range;
  range.descriptor = (*descriptor)->number();
  range.owner = std::move(*descriptor);
  range.offset = extent.position;
  range.size = extent.size;
  return range;
}

}  // namespace barnabas

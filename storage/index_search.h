#pragma once
// Binary search in an IndexFile with few reads: probes single entries until a small block is left,
// then reads that at once. Owned by the log's thread.

#include <array>

#include "storage/index_file.h"

namespace barnabas {

// The number of the first entry for which `holds(bytes)` is true; count() if there is none.
// REQUIRES: once true it stays true, which a damaged index may break; then any entry may come out,
// and whoever uses it compares it with the log.
template <std::size_t entry_size, class Predicate>
Result<std::size_t> first_entry_where(IndexFile& file, Predicate holds) {
  constexpr std::size_t block_entries = 256;
  std::size_t low = 0;
  std::size_t high = file.count();
  std::array<std::byte, block_entries * entry_size> block;
  while (high - low > block_entries) {
    const auto middle = low + (high - low) / 2;
    const auto bytes = MutableBytes(block).first(entry_size);
    if (auto read = file.read(middle, bytes); !read) return tl::unexpected(read.error());
    if (holds(bytes.data()))
      high = middle;
    else
      low = middle + 1;
  }
  const auto first = low;
  const auto bytes = MutableBytes(block).first((high - low) * entry_size);
  if (auto read = file.read(first, bytes); !read) return tl::unexpected(read.error());
  while (low < high) {
    const auto middle = low + (high - low) / 2;
    if (holds(bytes.data() + (middle - first) * entry_size))
      high = middle;
    else
      low = middle + 1;
  }
  return low;
}

}  // namespace barnabas

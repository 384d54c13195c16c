#include "storage/memory_inode.h"

#include <algorithm>

namespace barnabas {
namespace {

constexpr std::uint64_t sector_bytes = 512;

// How a disk treats one list of pending changes. Real disks mostly keep a prefix; the subsets are
// what nothing forbids.
struct Fate {
  enum class Kind { LoseAll, KeepAll, Prefix, Subset } kind = Kind::LoseAll;
  std::size_t prefix = 0;
  std::uint64_t keep_percent = 50;

  bool keeps(std::size_t index, DiskRandom& random) const {
    switch (kind) {
      case Kind::LoseAll:
        return false;
      case Kind::KeepAll:
        return true;
      case Kind::Prefix:
        return index < prefix;
      case Kind::Subset:
        return random() % 100 < keep_percent;
    }
    return false;
  }
};

Fate draw_fate(std::size_t changes, DiskRandom& random) {
  constexpr std::uint64_t percents[] = {10, 50, 90};
  Fate fate;
  fate.kind = static_cast<Fate::Kind>(random() % 4);
  fate.prefix = static_cast<std::size_t>(random() % (changes + 1));
  fate.keep_percent = percents[random() % 3];
  return fate;
}

void overwrite(std::string& bytes, std::uint64_t position, std::string_view content) {
  if (bytes.size() < position + content.size()) bytes.resize(position + content.size(), '\0');
  bytes.replace(position, content.size(), content);
}

}  // namespace

std::string& MemoryContent::own() {
  if (bytes_.use_count() > 1) bytes_ = std::make_shared<std::string>(*bytes_);
  return *bytes_;
}

void MemoryContent::write(std::uint64_t position, Bytes content) {
  if (content.empty()) return;
  auto& bytes = own();
  Change change{.position = position, .written = std::string(as_text(content))};
  change.size_before = bytes.size();
  if (position < bytes.size()) change.overwritten = bytes.substr(position, content.size());
  overwrite(bytes, position, change.written);
  changes_.push_back(std::move(change));
}

void MemoryContent::truncate(std::uint64_t size) {
  auto& bytes = own();
  Change change{.truncation = true, .position = size};
  change.size_before = bytes.size();
  if (size < bytes.size()) change.overwritten = bytes.substr(size);
  bytes.resize(size, '\0');
  changes_.push_back(std::move(change));
}

std::string MemoryContent::durable() const {
  auto bytes = *bytes_;
  for (auto change = changes_.rbegin(); change != changes_.rend(); ++change) {
    bytes.resize(change->size_before, '\0');
    if (!change->overwritten.empty())
      bytes.replace(change->position, change->overwritten.size(), change->overwritten);
  }
  return bytes;
}

std::string MemoryContent::survivors(DiskRandom& random) const {
  if (changes_.empty()) return *bytes_;
  auto bytes = durable();
  const auto fate = draw_fate(changes_.size(), random);
  const bool size_first = random() % 4 == 0;  // sizes were journalled, data was not: zeros
  // A sector goes to the disk with all that was written to it until then, so what survives of it
  // is a prefix of its changes: how many, by number of the sector.
  std::map<std::uint64_t, std::size_t> kept_of_sector;
  const auto kept_of = [&](std::uint64_t sector) {
    const auto [kept, is_new] = kept_of_sector.try_emplace(sector, changes_.size());
    if (is_new && random() % 100 >= fate.keep_percent)
      kept->second = static_cast<std::size_t>(random() % (changes_.size() + 1));
    return kept->second;
  };
  for (std::size_t i = 0; i < changes_.size(); ++i) {
    const auto& change = changes_[i];
    if (change.truncation) {
      // What follows a lost truncation was journalled after it and is lost with it.
      if (!fate.keeps(i, random)) break;
      bytes.resize(change.position, '\0');
      continue;
    }
    // The last change of a prefix is torn: some first sectors of it.
    const bool torn = fate.kind == Fate::Kind::Prefix && i == fate.prefix;
    const std::string_view written = change.written;
    for (std::uint64_t done = 0; done < written.size();) {
      const auto position = change.position + done;
      const auto piece =
          std::min<std::uint64_t>(sector_bytes - position % sector_bytes, written.size() - done);
      if (torn && random() % 3 == 0) break;
      const bool kept = fate.kind == Fate::Kind::Subset ? i < kept_of(position / sector_bytes)
                                                        : torn || fate.keeps(i, random);
      if (kept) overwrite(bytes, position, written.substr(done, piece));
      done += piece;
    }
    const auto end = change.position + written.size();
    if (size_first && fate.kind == Fate::Kind::Subset && bytes.size() < end)
      bytes.resize(end, '\0');
  }
  return bytes;
}

void MemoryNames::apply(const Change& change, Entries& entries) {
  if (!change.removed.empty()) {
    const auto entry = entries.find(change.removed);
    if (entry != entries.end() && entry->second == change.inode) entries.erase(entry);
  }
  if (!change.added.empty()) entries[change.added] = change.inode;
}

std::vector<Inode> MemoryNames::reachable() const {
  std::vector<Inode> inodes;
  for (const auto& [name, inode] : entries_) inodes.push_back(inode);
  for (const auto& [name, inode] : durable_) inodes.push_back(inode);
  for (const auto& change : changes_) inodes.push_back(change.inode);
  return inodes;
}

void MemoryNames::add(const std::string& name, Inode inode) {
  changes_.push_back({.removed = "", .added = name, .inode = inode});
  apply(changes_.back(), entries_);
}

void MemoryNames::remove(const std::string& name) {
  changes_.push_back({.removed = name, .added = "", .inode = entries_.at(name)});
  apply(changes_.back(), entries_);
}

void MemoryNames::rename(const std::string& from, const std::string& to) {
  changes_.push_back({.removed = from, .added = to, .inode = entries_.at(from)});
  apply(changes_.back(), entries_);
}

void MemoryNames::sync() {
  changes_.clear();
  durable_ = entries_;
}

MemoryNames::Entries MemoryNames::survivors(DiskRandom& random) const {
  auto entries = durable_;
  const auto fate = draw_fate(changes_.size(), random);
  for (std::size_t i = 0; i < changes_.size(); ++i)
    if (fate.keeps(i, random)) apply(changes_[i], entries);
  return entries;
}

}  // namespace barnabas

#include "storage/segment.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "storage/sound_batches.h"

namespace barnabas {
namespace {

constexpr std::size_t kScanWindow = 128 * 1024;

// Reads a whole file; nothing where it is missing.
Result<std::optional<Buffer>> read_if_there(Directory& directory, const std::string& path) {
  auto file = directory.open(path, OpenMode::Read);
  if (!file && is_missing(file.error())) return std::nullopt;
  if (!file) return tl::unexpected(file.error());
  Buffer content;
  auto read = (*file)->read_at(0, content.grow((*file)->size()));
  if (!read) return tl::unexpected(read.error());
  content.truncate(*read);
  return content;
}

}  // namespace

void IndexBuilder::add(const BatchAt& batch) {
  if (batch.max_timestamp_ms > max_timestamp_ms) {
    max_timestamp_ms = batch.max_timestamp_ms;
    offset_of_max_timestamp = batch.last_offset;
  }
  if (bytes_since_entry > static_cast<std::uint64_t>(interval_bytes_)) {
    offsets.push_back({batch.last_offset, batch.position});
    if (max_timestamp_ms >= 0 && (times.empty() || max_timestamp_ms > times.back().timestamp_ms))
      times.push_back({max_timestamp_ms, offset_of_max_timestamp});
    bytes_since_entry = 0;
  }
  bytes_since_entry += batch.size;
}

Segment::Segment(Place place)
    : directory_(place.directory),
      folder_(place.folder),
      base_offset_(place.base_offset),
      index_interval_bytes_(place.index_interval_bytes) {}

Result<std::uint64_t> Segment::size() {
  if (size_) return *size_;
  auto size = directory_.file_size(path(segment_suffix::kLog));
  if (!size && !is_missing(size.error())) return size;
  size_ = size ? *size : 0;
  written_from_ = *size_;
  return *size_;
}

Result<File*> Segment::log() {
  if (log_) return log_.get();
  auto file = directory_.open(path(segment_suffix::kLog), OpenMode::Create);
  if (!file) return tl::unexpected(file.error());
  log_ = std::move(*file);
  if (!size_) {
    size_ = log_->size();
    written_from_ = *size_;
  }
  return log_.get();
}

void Segment::forget() {
  log_.reset();
  size_.reset();
  indexes_.reset();
  aborted_.reset();
  first_timestamp_ms_.reset();
  checked_from_ = checked_to_ = 0;
}

Result<std::uint64_t> Segment::append(Bytes batches) {
  auto file = log();
  if (!file) return tl::unexpected(file.error());
  // Looked at while they still agree with the log, which they do not right after the write.
  (void)learn_max_timestamp();
  const auto position = *size_;
  if (cut_pending_) {
    if (auto cut = (*file)->truncate(position); !cut) return tl::unexpected(cut.error());
    cut_pending_ = false;
  }
  if (auto written = (*file)->write_at(position, batches); !written) {
    // Part of it may be there; it must not stay in the way of the next append.
    cut_pending_ = !(*file)->truncate(position);
    return tl::unexpected(written.error());
  }
  *size_ += batches.size();
  unsynced_ = true;
  return position;
}

Segment::Indexed Segment::note(const BatchAt& batch) {
  if (batch.position == 0) first_timestamp_ms_ = batch.max_timestamp_ms;
  auto loaded = indexes();
  if (!loaded) return {};  // a lookup will find out and rebuild them
  auto& index = **loaded;
  if (!index.max_known && !learn_max_timestamp()) return {};
  if (batch.max_timestamp_ms > index.max_timestamp_ms) {
    index.max_timestamp_ms = batch.max_timestamp_ms;
    index.offset_of_max_timestamp = batch.last_offset;
  }
  Indexed indexed;
  if (index.bytes_since_entry > static_cast<std::uint64_t>(index_interval_bytes_)) {
    index.offsets.append({batch.last_offset, batch.position});
    indexed.offset = true;
    indexed.time = index.times.append({index.max_timestamp_ms, index.offset_of_max_timestamp});
    index.bytes_since_entry = 0;
  }
  index.bytes_since_entry += batch.size;
  return indexed;
}

bool Segment::index_full(std::int64_t index_bytes_max) const {
  if (!indexes_) return false;
  const auto bytes_max = static_cast<std::size_t>(std::max<std::int64_t>(index_bytes_max, 0));
  return indexes_->offsets.count() >= bytes_max / OffsetIndex::kEntrySize ||
         indexes_->times.count() + 1 >= bytes_max / TimeIndex::kEntrySize;
}

std::size_t Segment::offset_index_entries() const {
  return indexes_ ? indexes_->offsets.count() : 0;
}

std::size_t Segment::time_index_entries() const { return indexes_ ? indexes_->times.count() : 0; }

Result<void> Segment::write_indexes() {
  if (!indexes_) return {};
  if (auto written = indexes_->offsets.write(); !written) return written;
  return indexes_->times.write();
}

Result<void> Segment::seal() {
  if (auto loaded = indexes(); !loaded) return tl::unexpected(loaded.error());
  if (indexes_->max_known)
    indexes_->times.append({indexes_->max_timestamp_ms, indexes_->offset_of_max_timestamp});
  // Made even without entries: Apache Kafka complains about a segment without them.
  if (auto created = indexes_->offsets.create(); !created) return created;
  return indexes_->times.create();
}

Result<Segment::Indexes*> Segment::indexes() {
  if (indexes_) return indexes_.get();
  indexes_ = std::make_unique<Indexes>(Indexes{.offsets = {directory_, folder_, base_offset_},
                                               .times = {directory_, folder_, base_offset_}});
  auto reason = load_indexes();
  if (!reason) {
    indexes_.reset();
    return tl::unexpected(reason.error());
  }
  if (!reason->empty()) {
    if (auto rebuilt = rebuild_indexes(); !rebuilt) {
      indexes_.reset();
      return tl::unexpected(rebuilt.error());
    }
    rebuild_reason_ = std::make_unique<const std::string>(std::move(*reason));
  }
  return indexes_.get();
}

// Looks at both index files. Gives the reason why they have to be built anew, empty if they do not.
Result<std::string> Segment::load_indexes() {
  auto bytes = size();
  if (!bytes) return tl::unexpected(bytes.error());
  for (const auto& loaded : {indexes_->offsets.load(), indexes_->times.load()}) {
    if (loaded) continue;
    if (loaded.error().code == ErrorCode::CorruptMessage) return loaded.error().message;
    return tl::unexpected(loaded.error());
  }
  const auto entries = indexes_->offsets.count() + indexes_->times.count();
  if (*bytes == 0) return entries == 0 ? "" : "indexes have entries, the log has none";
  if (indexes_->offsets.missing()) return fmt::format("{}: missing", indexes_->offsets.path());
  if (indexes_->times.missing()) return fmt::format("{}: missing", indexes_->times.path());
  return "";
}

Result<void> Segment::rebuild_indexes() {
  IndexBuilder built(index_interval_bytes_);
  auto bytes = size();
  if (!bytes) return tl::unexpected(bytes.error());
  if (*bytes > 0) {
    auto file = log();
    if (!file) return tl::unexpected(file.error());
    SoundBatches batches(**file,
                         {.end = *bytes, .expected_offset = base_offset_, .window = kScanWindow});
    while (true) {
      auto batch = batches.next();
      if (!batch && batch.error().code != ErrorCode::CorruptMessage) break;
      if (!batch) continue;
      if (!*batch) break;
      built.add(**batch);
    }
  }
  adopt(built);
  return {};
}

void Segment::adopt(const IndexBuilder& built) {
  if (!indexes_)
    indexes_ = std::make_unique<Indexes>(Indexes{.offsets = {directory_, folder_, base_offset_},
                                                 .times = {directory_, folder_, base_offset_}});
  indexes_->offsets.replace(built.offsets);
  indexes_->times.replace(built.times);
  indexes_->bytes_since_entry = built.bytes_since_entry;
  indexes_->max_timestamp_ms = built.max_timestamp_ms;
  indexes_->offset_of_max_timestamp = built.offset_of_max_timestamp;
  indexes_->max_known = true;
}

std::optional<std::string> Segment::take_rebuild_reason() {
  if (!rebuild_reason_) return std::nullopt;
  return *std::exchange(rebuild_reason_, nullptr);
}

Result<void> Segment::learn_max_timestamp() {
  auto loaded = indexes();
  if (!loaded) return tl::unexpected(loaded.error());
  auto& index = **loaded;
  if (index.max_known) return {};
  auto last = index.times.last();
  if (!last) return tl::unexpected(last.error());
  auto bytes = size();
  if (!bytes) return tl::unexpected(bytes.error());
  bool holds = *bytes == 0;
  if (*last) {
    auto checked = entry_holds(**last);
    if (!checked) return tl::unexpected(checked.error());
    holds = *checked;
  }
  if (!holds) {
    // Without an entry either no record has a time or the index lost it; only the batches know.
    if (auto rebuilt = rebuild_indexes(); !rebuilt) return rebuilt;
    if (*last)
      rebuild_reason_ = std::make_unique<const std::string>(
          "the last entry of the time index does not match the log");
    return {};
  }
  if (*last) {
    index.max_timestamp_ms = (*last)->timestamp_ms;
    index.offset_of_max_timestamp = (*last)->offset;
    if (auto walked = look_behind_last_time(**last); !walked) return walked;
  }
  index.max_known = true;
  return {};
}

// Indexes are not synced: a power loss may have taken the last entries of a segment that is
// durable itself. So what lies behind the last entry is looked at, mostly nothing.
Result<void> Segment::look_behind_last_time(const TimeIndex::Entry& last) {
  auto newest = find(last.offset);
  if (!newest) return tl::unexpected(newest.error());
  if (!*newest) return {};
  auto file = log();
  if (!file) return tl::unexpected(file.error());
  SoundBatches batches(**file, {.position = (*newest)->end(),
                                .end = *size_,
                                .expected_offset = (*newest)->last_offset + 1,
                                .window = kScanWindow});
  while (true) {
    auto batch = batches.next();
    if (!batch && batch.error().code != ErrorCode::CorruptMessage)
      return tl::unexpected(batch.error());
    if (!batch) continue;
    if (!*batch) return {};
    if ((*batch)->max_timestamp_ms <= indexes_->max_timestamp_ms) continue;
    indexes_->max_timestamp_ms = (*batch)->max_timestamp_ms;
    indexes_->offset_of_max_timestamp = (*batch)->last_offset;
  }
}

Result<TimestampMs> Segment::max_timestamp_ms() {
  if (auto learnt = learn_max_timestamp(); !learnt) return tl::unexpected(learnt.error());
  return indexes_->max_timestamp_ms;
}

Result<TimestampMs> Segment::first_timestamp_ms() {
  if (first_timestamp_ms_) return *first_timestamp_ms_;
  auto bytes = size();
  if (!bytes) return tl::unexpected(bytes.error());
  if (*bytes == 0) return kNoTimestamp;
  auto batch = batch_at(0);
  if (!batch) return tl::unexpected(batch.error());
  first_timestamp_ms_ = (*batch)->max_timestamp_ms;
  return *first_timestamp_ms_;
}

Result<void> Segment::truncate(std::uint64_t batch_position) {
  auto file = log();
  if (!file) return tl::unexpected(file.error());
  if (auto cut = (*file)->truncate(batch_position); !cut) return cut;
  size_ = batch_position;
  unsynced_ = true;
  written_from_ = std::min(written_from_, batch_position);
  checked_to_ = std::min(checked_to_, batch_position);
  if (batch_position == 0) first_timestamp_ms_.reset();
  // The largest timestamp may have been cut off; walking through what is left finds out.
  return rebuild_indexes();
}

Result<const std::vector<AbortedTransaction>*> Segment::aborted_transactions() {
  if (aborted_) return aborted_.get();
  auto content = read_if_there(directory_, path(segment_suffix::kTransactionIndex));
  if (!content) return tl::unexpected(content.error());
  std::vector<AbortedTransaction> transactions;
  if (*content) {
    auto decoded = decode_aborted_transactions((*content)->view(), base_offset_);
    if (!decoded) return tl::unexpected(decoded.error());
    transactions = std::move(*decoded);
  }
  aborted_ = std::make_unique<std::vector<AbortedTransaction>>(std::move(transactions));
  return aborted_.get();
}

Result<void> Segment::add_aborted_transaction(const AbortedTransaction& transaction) {
  auto known = aborted_transactions();
  if (!known) return tl::unexpected(known.error());
  aborted_->push_back(transaction);
  auto file = directory_.open(path(segment_suffix::kTransactionIndex), OpenMode::Create);
  if (!file) return tl::unexpected(file.error());
  return (*file)->write_at((aborted_->size() - 1) * kAbortedTransactionSize, encode(transaction));
}

Result<void> Segment::replace_aborted_transactions(std::vector<AbortedTransaction> transactions) {
  aborted_ = std::make_unique<std::vector<AbortedTransaction>>(std::move(transactions));
  const auto file_path = path(segment_suffix::kTransactionIndex);
  if (aborted_->empty()) return directory_.remove(file_path);
  auto file = directory_.open(file_path, OpenMode::Truncate);
  if (!file) return tl::unexpected(file.error());
  Buffer content;
  for (const auto& transaction : *aborted_) content.append(encode(transaction));
  return (*file)->write_at(0, content.view());
}

bool Segment::is_trusted(Extent extent) const {
  const auto end = extent.position + extent.size;
  if (extent.position >= written_from_) return true;
  if (extent.position < checked_from_) return false;
  return end <= checked_to_ || (checked_to_ >= written_from_ && extent.position < checked_to_);
}

void Segment::trust(Extent extent) {
  const auto end = extent.position + extent.size;
  if (extent.position <= checked_to_ && end >= checked_from_) {
    checked_from_ = std::min(checked_from_, extent.position);
    checked_to_ = std::max(checked_to_, end);
  } else {
    checked_from_ = extent.position;
    checked_to_ = end;
  }
}

}  // namespace barnabas

#include "storage/leader_epochs.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace barnabas {
namespace {

// Reads one number up to a blank or the end of the line; moves `line` behind it.
template <class T>
std::optional<T> take_number(std::string_view& line) {
  T number{};
  const auto [end, error] = std::from_chars(line.data(), line.data() + line.size(), number);
  if (error != std::errc{}) return std::nullopt;
  line.remove_prefix(static_cast<std::size_t>(end - line.data()));
  return number;
}

std::string_view take_line(std::string_view& text) {
  const auto end = std::min(text.find('\n'), text.size());
  const auto line = text.substr(0, end);
  text.remove_prefix(std::min(end + 1, text.size()));
  return line;
}

tl::unexpected<Error> bad_line(std::size_t number, std::string_view line) {
  return fail(ErrorCode::KafkaStorageError,
              fmt::format("line {} is not what a leader epoch checkpoint has there: \"{}\"", number,
                          line.substr(0, 40)));
}

}  // namespace

Result<LeaderEpochs> LeaderEpochs::parse(std::string_view text) {
  LeaderEpochs epochs;
  auto line = take_line(text);
  if (line != "0") return bad_line(1, line);
  line = take_line(text);
  auto rest = line;
  const auto count = take_number<std::int32_t>(rest);
  if (!count || *count < 0 || !rest.empty()) return bad_line(2, line);
  for (std::size_t number = 3; !text.empty(); ++number) {
    line = rest = take_line(text);
    const auto epoch = take_number<LeaderEpoch>(rest);
    if (!epoch || *epoch < 0 || !rest.starts_with(' ')) return bad_line(number, line);
    rest.remove_prefix(1);
    const auto start_offset = take_number<Offset>(rest);
    if (!start_offset || *start_offset < 0 || !rest.empty()) return bad_line(number, line);
    const LeaderEpochEntry entry{*epoch, *start_offset};
    if (!epochs.entries_.empty() && (entry.epoch <= epochs.entries_.back().epoch ||
                                     entry.start_offset < epochs.entries_.back().start_offset))
      return bad_line(number, line);
    epochs.entries_.push_back(entry);
  }
  if (epochs.entries_.size() != static_cast<std::size_t>(*count))
    return fail(ErrorCode::KafkaStorageError,
                fmt::format("leader epoch checkpoint announces {} entries and has {}", *count,
                            epochs.entries_.size()));
  return epochs;
}

std::string LeaderEpochs::format() const {
  auto text = fmt::format("0\n{}\n", entries_.size());
  for (const auto& entry : entries_)
    text += fmt::format("{} {}\n", entry.epoch, entry.start_offset);
  return text;
}

bool LeaderEpochs::assign(LeaderEpochEntry entry) {
  if (entry.epoch < 0 || entry.start_offset < 0) return false;
  if (!entries_.empty() && entries_.back().epoch == entry.epoch &&
      entries_.back().start_offset <= entry.start_offset)
    return false;
  while (!entries_.empty() && (entries_.back().epoch >= entry.epoch ||
                               entries_.back().start_offset >= entry.start_offset))
    entries_.pop_back();
  entries_.push_back(entry);
  return true;
}

bool LeaderEpochs::truncate_from_end(Offset end_offset) {
  const auto before = entries_.size();
  while (!entries_.empty() && entries_.back().start_offset >= end_offset) entries_.pop_back();
  return entries_.size() != before;
}

bool LeaderEpochs::truncate_from_start(Offset start_offset) {
  const auto later = std::find_if(entries_.begin(), entries_.end(), [&](const auto& entry) {
    return entry.start_offset > start_offset;
  });
  if (later == entries_.begin()) return false;
  const auto holder = later - 1;
  if (holder == entries_.begin() && holder->start_offset == start_offset) return false;
  holder->start_offset = start_offset;
  entries_.erase(entries_.begin(), holder);
  return true;
}

std::optional<LeaderEpoch> LeaderEpochs::latest() const {
  if (entries_.empty()) return std::nullopt;
  return entries_.back().epoch;
}

std::optional<LeaderEpoch> LeaderEpochs::epoch_of(Offset offset) const {
  for (auto entry = entries_.rbegin(); entry != entries_.rend(); ++entry)
    if (entry->start_offset <= offset) return entry->epoch;
  return std::nullopt;
}

EpochEnd LeaderEpochs::end_of(EndQuery query) const {
  if (entries_.empty() || query.epoch < 0 || query.epoch > entries_.back().epoch) return {};
  if (query.epoch == entries_.back().epoch) return {query.epoch, query.log_end_offset};
  const auto higher = std::find_if(entries_.begin(), entries_.end(),
                                   [&](const auto& entry) { return entry.epoch > query.epoch; });
  if (higher == entries_.begin()) return {query.epoch, higher->start_offset};
  return {(higher - 1)->epoch, higher->start_offset};
}

}  // namespace barnabas

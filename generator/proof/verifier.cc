#include "generator/proof/verifier.h"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <utility>

namespace barnabas {
namespace {

constexpr std::size_t examples_max = 10;
// A number beyond this is damage, not a record: the bits of all before would not fit into memory.
constexpr std::uint64_t number_max = std::uint64_t{1} << 34;

struct Found {
  Mark mark;
  bool intact = false;  // the checksum is that of key and value
};

std::optional<Found> mark_of(const ReadRecord& record) {
  Mark mark;
  std::optional<std::uint64_t> number;
  std::optional<std::uint32_t> sum;
  bool marked = false;
  for (const auto& [name, value] : record.headers) {
    if (!name.starts_with(kMarkHeaderPrefix)) continue;
    const auto field = name.substr(kMarkHeaderPrefix.size());
    marked = true;
    if (field == "run") mark.run = value;
    if (field == "emitter") mark.emitter = value;
    if (field == "number") number = parse_count(value);
    if (field == "key_number") mark.key_number = parse_count(value);
    if (field == "sum") sum = parse_hex8(value);
  }
  if (marked && number && !mark.run.empty()) {
    mark.number = *number;
    const bool intact = sum && *sum == mark_sum(record.key, record.value);
    return Found{std::move(mark), intact};
  }
  if (!record.value) return std::nullopt;
  auto inside = take_mark_field(*record.value);
  if (!inside) return std::nullopt;
  const bool intact = inside->mark.sum == mark_sum(record.key, inside->value);
  return Found{std::move(inside->mark), intact};
}

}  // namespace

Verifier::Verifier(VerifierOptions options) : options_(std::move(options)) {}

void Verifier::add(const ReadRecord& record) {
  ++findings_.records;
  auto found = mark_of(record);
  if (!found || found->mark.number > number_max) {
    ++findings_.unmarked;
    return;
  }
  const auto& mark = found->mark;
  if (!options_.run.empty() && mark.run != options_.run) return;
  auto& stream = streams_[{mark.run, mark.emitter}];
  ++stream.findings.received;
  if (!found->intact) {
    ++stream.findings.corrupted;
    note(record, mark, "corrupted: key and value do not have the checksum they left with");
  }
  judge(stream, record, mark);
}

void Verifier::judge(Stream& stream, const ReadRecord& record, const Mark& mark) {
  if (mark.number >= stream.seen.size()) stream.seen.resize(mark.number + 1);
  if (stream.seen[mark.number]) {
    ++stream.findings.duplicated;
    note(record, mark, "duplicated: it came before");
    return;
  }
  stream.seen[mark.number] = true;
  if (is_reordered(stream, record, mark)) {
    ++stream.findings.reordered;
    note(record, mark, "reordered: later ones stand before it");
  }
}

bool Verifier::is_reordered(Stream& stream, const ReadRecord& record, const Mark& mark) {
  const auto& place = record.place;
  const auto [entry, first] =
      stream.highest.try_emplace({std::string(place.topic), place.partition}, mark.number);
  const bool behind = !first && mark.number < entry->second;
  entry->second = std::max(entry->second, mark.number);
  if (!record.key || !mark.key_number) return behind;
  auto& key = stream.keys[std::hash<std::string_view>()(*record.key)];
  // A key that moved to another partition is in order there.
  const bool key_behind = key.partition == place.partition && *mark.key_number < key.next;
  key.next = key.partition == place.partition ? std::max(key.next, *mark.key_number + 1)
                                              : *mark.key_number + 1;
  key.partition = place.partition;
  return behind || key_behind;
}

void Verifier::note(const ReadRecord& record, const Mark& mark, std::string_view what) {
  if (findings_.examples.size() >= examples_max) return;
  const auto& place = record.place;
  findings_.examples.push_back(fmt::format("{} {} at {}-{} offset {}: {}", mark.emitter,
                                           mark.number, place.topic, place.partition, place.offset,
                                           what));
}

Findings Verifier::finish() {
  for (const auto& [emitter, count] : options_.expected) {
    const bool there = std::any_of(streams_.begin(), streams_.end(),
                                   [&](const auto& each) { return each.first.second == emitter; });
    if (!there) streams_[{options_.run, emitter}];
  }
  for (auto& [name, stream] : streams_) {
    auto& findings = stream.findings;
    std::tie(findings.run, findings.emitter) = name;
    const auto expected = options_.expected.find(findings.emitter);
    findings.expected = stream.seen.size();
    if (expected != options_.expected.end())
      findings.expected = std::max<std::uint64_t>(findings.expected, expected->second);
    stream.seen.resize(findings.expected);
    for (std::uint64_t number = 0; number < findings.expected; ++number) {
      if (stream.seen[number]) continue;
      ++findings.lost;
      if (findings_.examples.size() < examples_max)
        findings_.examples.push_back(fmt::format("{} {}: lost", findings.emitter, number));
    }
    findings_.streams.push_back(findings);
  }
  return findings_;
}

}  // namespace barnabas

#include "generator/proof/explain.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "protocol/base/murmur2.h"

namespace barnabas {
namespace {

constexpr std::size_t key_shown_max = 60;

std::string key_text(std::string_view key) {
  const auto text = nlohmann::json(key.substr(0, key_shown_max))
                        .dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
  return key.size() > key_shown_max ? text + "..." : text;
}

// How the partition follows from the key.
std::string choice_text(const DeliveredRecord& record, std::string_view partitioner) {
  const bool keyless = !record.key && partitioner != "murmur2" && partitioner != "consistent" &&
                       partitioner != "fnv1a";
  if (partitioner == "random" || keyless)
    return fmt::format("partition {} of {}", record.partition, record.partitions);
  const auto key = as_bytes(record.key.value_or(""));
  if (partitioner.starts_with("murmur2")) {
    // Java takes the sign away and divides.
    const auto hash = murmur2(key) & 0x7FFF'FFFF;
    const auto count = static_cast<std::uint32_t>(std::max(record.partitions, 1));
    if (hash % count != static_cast<std::uint32_t>(record.partition)) {
      return fmt::format("partition {}, as the record itself asked (murmur2 {}, modulo {}, is {})",
                         record.partition, hash, count, hash % count);
    }
    return fmt::format("murmur2 {}, modulo {}: partition {}", hash, count, record.partition);
  }
  return fmt::format("{} hash, modulo {}: partition {}",
                     partitioner.starts_with("fnv1a") ? "FNV-1a" : "CRC-32", record.partitions,
                     record.partition);
}

}  // namespace

std::string explain_text(const DeliveredRecord& record, std::string_view partitioner) {
  auto text = fmt::format("{}: {}", record.topic,
                          record.key ? "key " + key_text(*record.key) : std::string("no key"));
  if (!record.error.empty()) return text + ", not delivered: " + record.error;
  text += ", " + choice_text(record, partitioner);
  text += fmt::format("; batch {} of {} record{}", record.batch, record.batch_records,
                      record.batch_records == 1 ? "" : "s");
  if (record.offset < 0) return text + "; no offset: with acks=0 no broker tells it";
  return text + fmt::format("; offset {}", record.offset);
}

}  // namespace barnabas

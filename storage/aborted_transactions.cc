#include "storage/aborted_transactions.h"

#include <fmt/format.h>

namespace barnabas {
namespace {

constexpr std::size_t kProducerId = 2;
constexpr std::size_t kFirstOffset = 10;
constexpr std::size_t kLastOffset = 18;
constexpr std::size_t kLastStableOffset = 26;

}  // namespace

std::array<std::byte, kAbortedTransactionSize> encode(const AbortedTransaction& transaction) {
  std::array<std::byte, kAbortedTransactionSize> entry{};
  store_big_endian(entry.data() + kProducerId, transaction.producer_id);
  store_big_endian(entry.data() + kFirstOffset, transaction.first_offset);
  store_big_endian(entry.data() + kLastOffset, transaction.last_offset);
  store_big_endian(entry.data() + kLastStableOffset, transaction.last_stable_offset);
  return entry;
}

Result<std::vector<AbortedTransaction>> decode_aborted_transactions(Bytes content,
                                                                    Offset base_offset) {
  if (content.size() % kAbortedTransactionSize != 0)
    return fail(ErrorCode::CorruptMessage,
                fmt::format("transaction index has {} bytes, not a multiple of {}", content.size(),
                            kAbortedTransactionSize));
  std::vector<AbortedTransaction> transactions;
  transactions.reserve(content.size() / kAbortedTransactionSize);
  auto previous_last = base_offset - 1;
  while (!content.empty()) {
    const auto* entry = content.data();
    const AbortedTransaction transaction{
        .producer_id = load_big_endian<std::int64_t>(entry + kProducerId),
        .first_offset = load_big_endian<std::int64_t>(entry + kFirstOffset),
        .last_offset = load_big_endian<std::int64_t>(entry + kLastOffset),
        .last_stable_offset = load_big_endian<std::int64_t>(entry + kLastStableOffset)};
    if (load_big_endian<std::int16_t>(entry) != 0 || transaction.producer_id < 0 ||
        transaction.first_offset > transaction.last_offset ||
        transaction.last_offset <= previous_last)
      return fail(ErrorCode::CorruptMessage,
                  fmt::format("transaction index entry {} does not make sense: producer {}, "
                              "offsets {} to {} after {}",
                              transactions.size(), transaction.producer_id,
                              transaction.first_offset, transaction.last_offset, previous_last));
    previous_last = transaction.last_offset;
    transactions.push_back(transaction);
    content = content.subspan(kAbortedTransactionSize);
  }
  return transactions;
}

}  // namespace barnabas

#include "generator/schemas/framed_output.h"

#include <fmt/format.h>

#include <utility>

namespace barnabas {

Result<std::size_t> FramedOutput::open(const ChannelConfig& config) {
  auto next = next_.open(config);
  if (!next) return next;
  channels_.push_back(
      {.framing = std::exchange(prepared_, {}), .topic = config.topic, .next = *next});
  return channels_.size() - 1;
}

Result<void> FramedOutput::put(std::size_t channel, const Record& record) {
  auto& here = channels_[channel];
  const auto number = here.records++;
  if (here.framing.encoder == nullptr || !record.has_value) return next_.put(here.next, record);
  bytes_.assign(1, '\0');
  for (int shift = 24; shift >= 0; shift -= 8) {
    const auto id = static_cast<std::uint32_t>(here.framing.id);
    bytes_ += static_cast<char>(static_cast<unsigned char>(id >> shift));
  }
  if (auto encoded = here.framing.encoder->encode(record.value, bytes_); !encoded) {
    return fail(encoded.error().code,
                fmt::format("record {} for topic '{}' does not fit its schema: {}", number,
                            here.topic, encoded.error().message));
  }
  auto framed = record;
  framed.value = bytes_;
  return next_.put(here.next, framed);
}

}  // namespace barnabas

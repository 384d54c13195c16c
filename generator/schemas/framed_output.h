#pragma once
// FramedOutput: a stage before an output that writes values by schemas.
//
// What comes in as JSON goes on in Confluent's framing: a byte 0, the schema's number in four
// bytes, big-endian, then the value as the schema's encoding has it. Keys, headers and records
// without a value go on as they are.

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "generator/run/output.h"
#include "generator/schemas/value_encoder.h"

namespace barnabas {

class FramedOutput : public Output {
 public:
  struct Framing {
    std::int32_t id = 0;
    std::unique_ptr<ValueEncoder> encoder;  // none: values go on as they are
  };

  // The next output must outlive this one.
  explicit FramedOutput(Output& next) : next_(next) {}

  // What the channel that is opened next writes its values by.
  void frame_next(Framing framing) { prepared_ = std::move(framing); }

  Result<std::size_t> open(const ChannelConfig& config) override;
  // A value that does not fit its schema is an error that names record, field and what was
  // expected.
  Result<void> put(std::size_t channel, const Record& record) override;
  Result<void> flush() override { return next_.flush(); }
  DeliveryCounts counts() override { return next_.counts(); }
  Delivery finish(StopSignal& signal) override { return next_.finish(signal); }

 private:
  struct Channel {
    Framing framing;
    std::string topic;
    std::size_t next = 0;  // its number there
    std::uint64_t records = 0;
  };

  Output& next_;
  Framing prepared_;
  std::vector<Channel> channels_;
  std::string bytes_;
};

}  // namespace barnabas

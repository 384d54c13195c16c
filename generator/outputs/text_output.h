#pragma once
// TextOutput: records as text, on stdout, into files or into a program.
//
// Each record in the form of its channel's output template: .K is the key, .V the value ("null" for
// a tombstone), .H the headers as a map, .P the partition and .T the timestamp where the record has
// one of its own. Written in large pieces; a record counts as delivered once its last byte was
// taken.

#include <deque>
#include <memory>
#include <string>
#include <vector>

#include "generator/outputs/text_sink.h"
#include "generator/run/output.h"
#include "generator/template/template.h"

namespace barnabas {

class TextOutput : public Output {
 public:
  // The functions serve output templates; they and the environment must outlive the output.
  TextOutput(std::unique_ptr<TextSink> sink, const FunctionTable& functions,
             Environment& environment);

  Result<std::size_t> open(const ChannelConfig& config) override;
  Result<void> put(std::size_t channel, const Record& record) override;
  bool takes_lines(std::size_t channel) const override {
    return channels_[channel].renderer == nullptr;
  }
  Result<void> put_lines(std::size_t channel, std::string_view lines,
                         std::span<const std::size_t> ends) override;
  Result<void> flush() override;
  DeliveryCounts counts() override { return {.delivered = delivered_, .failed = lost_}; }
  Delivery finish(StopSignal& signal) override;

 private:
  // How a channel writes a record: value and end of line, or a template.
  struct Channel {
    std::unique_ptr<Template> form;
    std::unique_ptr<Renderer> renderer;
  };

  // Forgets the first so many bytes, which were written.
  void drop(std::size_t bytes);

  const std::unique_ptr<TextSink> sink_;
  const FunctionTable& functions_;
  Environment& environment_;
  std::deque<Channel> channels_;
  TextBuffer text_;
  // Where the records end that are not written yet.
  std::vector<std::size_t> ends_;
  std::uint64_t delivered_ = 0;
  std::uint64_t lost_ = 0;
  std::string error_;
};

}  // namespace barnabas

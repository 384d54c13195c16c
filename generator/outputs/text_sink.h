#pragma once
// TextSink: where text goes that consists of whole records: a descriptor, files, a program.

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "generator/run/stop_signal.h"

namespace barnabas {

class TextSink {
 public:
  // How far a write came. Fewer bytes than there were, and no error: a signal came while the place
  // took no more; the rest may be written later.
  struct Written {
    std::size_t bytes = 0;
    std::string error = {};
  };

  // How it ended. What was written, and turns out to have been lost all the same.
  struct End {
    std::uint64_t lost = 0;  // records
    std::string error = {};
  };

  virtual ~TextSink() = default;

  // Writes text in which records end at `ends`, ascending; the last one is the text's own end.
  virtual Written write(std::string_view text, std::span<const std::size_t> ends) = 0;

  // Nothing more will come. A signal ends waiting.
  virtual End finish(StopSignal& signal) = 0;
};

// Writes all of it to a blocking descriptor, however many calls that takes. `name` is for errors.
TextSink::Written write_all(int descriptor, std::string_view text, std::string_view name);

// A descriptor that stays open, for instance stdout.
class DescriptorSink : public TextSink {
 public:
  DescriptorSink(int descriptor, std::string name)
      : descriptor_(descriptor), name_(std::move(name)) {}

  Written write(std::string_view text, std::span<const std::size_t>) override {
    return write_all(descriptor_, text, name_);
  }
  End finish(StopSignal&) override { return {}; }

 private:
  int descriptor_;
  std::string name_;
};

}  // namespace barnabas

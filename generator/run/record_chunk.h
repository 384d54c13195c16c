#pragma once
// RecordChunk: records that were made one after the other and wait to be put.
//
// Values stand in one text, a line each: an output that writes just that takes the text as it is.
// Keys and headers stand in a second one. Belongs to one thread at a time; used over and over,
// after which nothing is allocated any more.

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "generator/run/output.h"
#include "generator/template/error.h"
#include "generator/template/text_buffer.h"

namespace barnabas {

// Alone on its cache lines: another thread may fill the chunk that was made beside it.
class alignas(128) RecordChunk {
 public:
  void clear() {
    lines.clear();
    parts.clear();
    made_.clear();
    headers_.clear();
    ends_.clear();
    bytes_ = 0;
    asked = 0;
    error.reset();
  }

  std::size_t size() const { return made_.size(); }
  bool empty() const { return made_.empty(); }

  // Views, good until the chunk changes.
  Record record(std::size_t index);
  // Which record of its emitter that is.
  std::uint64_t number(std::size_t index) const { return made_[index].number; }

  // Where each line ends, behind its '\n'.
  std::span<const std::size_t> ends() const { return ends_; }
  // Of keys and values.
  std::uint64_t bytes() const { return bytes_; }

  // To be called by who makes records, after the texts of one were appended to `lines` (without the
  // '\n') and `parts`. Sizes are those of the texts that were appended last.
  struct Header {
    std::size_t name_size = 0;
    std::size_t value_size = 0;
  };
  struct Made {
    std::uint64_t number = 0;
    std::size_t value_size = 0;
    std::size_t key_size = 0;
    bool has_key = false;
    bool has_value = true;
    std::optional<std::int32_t> partition = {};
    std::optional<std::int64_t> timestamp_ms = {};
  };
  void add(const Made& made, std::span<const Header> headers);

  TextBuffer lines;
  TextBuffer parts;
  // The number of the first record that was asked for, how many were, those without a value among
  // them, and why there are no more.
  std::uint64_t first = 0;
  std::uint64_t asked = 0;
  std::optional<TemplateError> error;

 private:
  struct Placed : Made {
    std::size_t value_at = 0;
    std::size_t key_at = 0;  // in `parts`; the headers lie behind it
    std::size_t first_header = 0;
    std::size_t header_count = 0;
  };

  std::vector<Placed> made_;
  std::vector<Header> headers_;
  std::vector<std::size_t> ends_;
  std::uint64_t bytes_ = 0;
  std::vector<Record::Header> views_;  // of the record that was asked for last
};

}  // namespace barnabas

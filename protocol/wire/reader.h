#pragma once
// Reader: fills a message from bytes.
//
// The first error sticks: after it every length reads as zero and decoding runs out quickly, so
// messages need no error handling of their own. The error names the field, such as
// "FetchRequest.topics[0].partitions[3].fetchOffset: truncated at byte 57".
// No length or count is believed before it is compared with the bytes left, and all arrays of a
// message together take no more memory than 16 times its size and 1 MiB: an array of empty strings
// would grow to 32 times what came in.
//
// Bytes and Records fields are views into the input, which must outlive the message.

#include <string>
#include <vector>

#include "protocol/base/result.h"
#include "protocol/wire/wire.h"

namespace barnabas {

class Reader final : public Wire {
 public:
  Reader(Bytes input, const char* message_name, Version version, bool flexible);

  // What is left of the input behind the message; empty after an error.
  Bytes rest() const { return input_; }
  bool ok() const { return error_.empty(); }
  // REQUIRES: !ok().
  const std::string& error() const { return error_; }

 private:
  bool begin(const char* name, Versions versions) override;
  bool begin_tag(int tag, const char* name, Versions versions, bool engaged) override;
  void end_tag() override;
  int enter() override;
  bool again() override;
  void leave(int outer) override;
  bool good() const override { return ok(); }

  void value(bool& field) override;
  void value(std::int8_t& field) override;
  void value(std::int16_t& field) override;
  void value(std::uint16_t& field) override;
  void value(std::int32_t& field) override;
  void value(std::uint32_t& field) override;
  void value(std::int64_t& field) override;
  void value(double& field) override;
  void value(std::string& field) override;
  void value(std::optional<std::string>& field) override;
  void classic_value(std::optional<std::string>& field) override;
  void value(Uuid& field) override;
  void value(Bytes& field) override;
  void value(std::optional<Bytes>& field) override;
  void value(Records& field) override;
  std::int64_t array_size(std::int64_t size, Elements elements) override;
  void array_element(std::int64_t index) override;
  void array_end() override;
  bool present(bool engaged) override;

  Bytes take(std::size_t count);
  template <class T>
  T fixed();
  std::uint32_t unsigned_varint();
  template <class Classic>
  std::int64_t length();
  void text(std::optional<std::string>& field, std::int64_t length);
  std::optional<Bytes> nullable_bytes();
  void set_error(const std::string& what);

  // One level of the path to the field being read.
  struct Level {
    const char* name;
    std::int64_t index = -1;
  };
  // The tags of one struct: how many are still to come and where the current one ends.
  struct Tags {
    std::uint32_t left = 0;
    bool counted = false;
    std::int64_t previous = -1;
    Bytes after;
  };
  static constexpr int kPlainFields = -1;

  Bytes input_;
  const std::byte* const start_;
  const bool flexible_;
  int wanted_tag_ = kPlainFields;
  std::size_t memory_left_;  // for elements of arrays
  std::vector<Level> path_;
  std::vector<Tags> tags_;
  std::string error_;
};

}  // namespace barnabas

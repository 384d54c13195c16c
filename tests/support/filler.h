#pragma once
// Filler: a Wire that puts random content into every field a version has, so that tests need not
// know the messages they try. The same seed gives the same message.
//
// Tagged fields get content that no message has as its default: Kafka leaves defaults out, and a
// field that is present with its default would come back shorter than it went.

#include <deque>
#include <random>
#include <string>

#include "protocol/wire/wire.h"

namespace barnabas {

class Filler final : public Wire {
 public:
  struct Limits {
    int elements = 3;      // of an array
    int string_size = 12;  // of most strings; above 10, some are longer than a byte can say
  };
  Filler(Version version, std::uint64_t seed, Limits limits)
      : Wire(version), random_(seed), limits_(limits) {}

 private:
  bool begin(const char*, Versions versions) override { return versions.contains(version_); }
  bool begin_tag(int, const char*, Versions versions, bool) override;
  void end_tag() override { --tag_depth_; }
  int enter() override { return depth_++; }
  bool again() override { return false; }
  void leave(int outer) override { depth_ = outer; }

  void value(bool& field) override { field = in_tag() || chance(2); }
  void value(std::int8_t& field) override { field = integer<std::int8_t>(); }
  void value(std::int16_t& field) override { field = integer<std::int16_t>(); }
  void value(std::uint16_t& field) override { field = integer<std::uint16_t>(); }
  void value(std::int32_t& field) override { field = integer<std::int32_t>(); }
  void value(std::uint32_t& field) override { field = integer<std::uint32_t>(); }
  void value(std::int64_t& field) override { field = integer<std::int64_t>(); }
  void value(double& field) override;
  void value(std::string& field) override { field = text(); }
  void value(std::optional<std::string>& field) override;
  void classic_value(std::optional<std::string>& field) override { value(field); }
  void value(Uuid& field) override;
  void value(Bytes& field) override { field = bytes(); }
  void value(std::optional<Bytes>& field) override;
  void value(Records& field) override;
  std::int64_t array_size(std::int64_t size, Elements elements) override;
  void array_element(std::int64_t) override {}
  void array_end() override {}
  bool present(bool engaged) override;

  template <class T>
  T integer();
  bool in_tag() const { return tag_depth_ > 0; }
  bool null_here() { return nullable_here_ && !in_tag() && chance(4); }
  bool chance(int one_in) { return below(one_in) == 0; }
  int below(int limit) { return static_cast<int>(random_() % static_cast<std::uint64_t>(limit)); }
  std::string text();
  Bytes bytes();

  std::mt19937_64 random_;
  const Limits limits_;
  int depth_ = 0;
  int tag_depth_ = 0;
  std::deque<std::string> owned_;  // what Bytes and Records view into
};

}  // namespace barnabas

#pragma once
// Writer: appends a message to a Buffer.
//
// Records that lie in a file are not read: the Writer emits their length, leaves the bytes out and
// notes the place as a Splice, so that the connection can send the file's bytes from there.

#include <vector>

#include "protocol/base/buffer.h"
#include "protocol/wire/wire.h"

namespace barnabas {

// File content that belongs between the bytes before and from `position` of an encoded message.
struct Splice {
  std::size_t position = 0;  // in the Buffer
  FileRange file;
};

class Writer final : public Wire {
 public:
  // `splices` may be null when no Records of the message lie in a file.
  Writer(Buffer& output, std::vector<Splice>* splices, Version version, bool flexible)
      : Wire(version), output_(output), splices_(splices), flexible_(flexible) {}

 private:
  bool begin(const char* name, Versions versions) override;
  bool begin_tag(int tag, const char* name, Versions versions, bool engaged) override;
  void end_tag() override;
  int enter() override;
  bool again() override;
  void leave(int outer) override;

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
  void array_element(std::int64_t) override {}
  void array_end() override {}
  bool present(bool engaged) override;

  template <class T>
  void fixed(T number);
  void unsigned_varint(std::uint32_t number);
  template <class Classic>
  void length(std::int64_t size);

  // A struct is walked up to three times: its fields, then its tags counted, then written.
  enum Pass { PlainFields, CountTags, WriteTags };

  Buffer& output_;
  std::vector<Splice>* splices_;
  const bool flexible_;
  Pass pass_ = PlainFields;
  std::uint32_t tag_count_ = 0;
  std::vector<std::size_t> tag_starts_;
};

}  // namespace barnabas

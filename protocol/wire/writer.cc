#include "protocol/wire/writer.h"

#include <bit>

#include "protocol/base/check.h"
#include "protocol/base/varint.h"

namespace barnabas {

bool Writer::begin(const char*, Versions versions) {
  return pass_ == PlainFields && versions.contains(version_);
}

bool Writer::begin_tag(int tag, const char*, Versions versions, bool engaged) {
  if (pass_ == PlainFields || !engaged || !versions.contains(version_)) return false;
  if (pass_ == CountTags) {
    ++tag_count_;
    return false;
  }
  unsigned_varint(static_cast<std::uint32_t>(tag));
  tag_starts_.push_back(output_.size());
  return true;
}

// The size of a tagged field stands before its value and is known only now.
void Writer::end_tag() {
  const auto start = tag_starts_.back();
  tag_starts_.pop_back();
  const auto size = static_cast<std::uint32_t>(output_.size() - start);
  output_.insert(start, encode_unsigned_varint(size).view());
}

int Writer::enter() {
  const int outer = pass_;
  pass_ = PlainFields;
  return outer;
}

bool Writer::again() {
  if (!flexible_) return false;
  if (pass_ == PlainFields) {
    pass_ = CountTags;
    tag_count_ = 0;
    return true;
  }
  if (pass_ == WriteTags) return false;
  unsigned_varint(tag_count_);
  pass_ = WriteTags;
  return tag_count_ > 0;
}

void Writer::leave(int outer) { pass_ = static_cast<Pass>(outer); }

void Writer::value(bool& field) { fixed<std::int8_t>(field ? 1 : 0); }
void Writer::value(std::int8_t& field) { fixed(field); }
void Writer::value(std::int16_t& field) { fixed(field); }
void Writer::value(std::uint16_t& field) { fixed(field); }
void Writer::value(std::int32_t& field) { fixed(field); }
void Writer::value(std::uint32_t& field) { fixed(field); }
void Writer::value(std::int64_t& field) { fixed(field); }
void Writer::value(double& field) { fixed(std::bit_cast<std::int64_t>(field)); }

void Writer::value(std::string& field) {
  length<std::int16_t>(static_cast<std::int64_t>(field.size()));
  output_.append(as_bytes(field));
}

void Writer::value(std::optional<std::string>& field) {
  if (field) return value(*field);
  length<std::int16_t>(-1);
}

void Writer::classic_value(std::optional<std::string>& field) {
  fixed(field ? static_cast<std::int16_t>(field->size()) : std::int16_t{-1});
  if (field) output_.append(as_bytes(*field));
}

void Writer::value(Uuid& field) { output_.append(field.bytes); }

void Writer::value(Bytes& field) {
  length<std::int32_t>(static_cast<std::int64_t>(field.size()));
  output_.append(field);
}

void Writer::value(std::optional<Bytes>& field) {
  if (field) return value(*field);
  length<std::int32_t>(-1);
}

void Writer::value(Records& field) {
  if (field.null) return length<std::int32_t>(-1);
  length<std::int32_t>(static_cast<std::int64_t>(field.size()));
  output_.append(field.bytes);
  if (field.file.size == 0) return;
  BARNABAS_CHECK(splices_ != nullptr, "records in a file where only memory is expected");
  BARNABAS_CHECK(tag_starts_.empty(), "records in a file inside a tagged field");
  splices_->push_back({output_.size(), field.file});
}

std::int64_t Writer::array_size(std::int64_t size, Elements) {
  length<std::int32_t>(size);
  return size;
}

bool Writer::present(bool engaged) {
  fixed<std::int8_t>(engaged ? 1 : -1);
  return engaged;
}

template <class T>
void Writer::fixed(T number) {
  store_big_endian(output_.grow(sizeof(T)).data(), number);
}

void Writer::unsigned_varint(std::uint32_t number) {
  output_.append(encode_unsigned_varint(number).view());
}

template <class Classic>
void Writer::length(std::int64_t size) {
  if (flexible_) return unsigned_varint(static_cast<std::uint32_t>(size + 1));
  fixed(static_cast<Classic>(size));
}

}  // namespace barnabas

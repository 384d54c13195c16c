#include "protocol/wire/reader.h"

#include <bit>

#include "protocol/base/varint.h"

namespace barnabas {

Reader::Reader(Bytes input, const char* message_name, Version version, bool flexible)
    : Wire(version),
      input_(input),
      start_(input.data()),
      flexible_(flexible),
      memory_left_(input.size() * 16 + (1U << 20)) {
  path_.push_back({message_name});
}

bool Reader::begin(const char* name, Versions versions) {
  if (wanted_tag_ != kPlainFields || !versions.contains(version_) || !ok()) return false;
  path_.back() = {name};
  return true;
}

bool Reader::begin_tag(int tag, const char* name, Versions versions, bool) {
  if (wanted_tag_ != tag || !versions.contains(version_) || !ok()) return false;
  path_.back() = {name};
  return true;
}

void Reader::end_tag() {
  if (ok() && !input_.empty()) set_error("tagged field is longer than its value");
}

int Reader::enter() {
  const int outer = wanted_tag_;
  wanted_tag_ = kPlainFields;
  path_.push_back({""});
  tags_.push_back({});
  return outer;
}

// Called after the plain fields and after each tag. The value of a tag is read from input_ cut to
// the size that the wire gave it, so that an unknown tag is skipped and a lying one cannot reach
// beyond itself.
bool Reader::again() {
  if (!flexible_ || !ok()) return false;
  auto& tags = tags_.back();
  path_.back() = {"tags"};
  if (!tags.counted) {
    tags.left = unsigned_varint();
    tags.counted = true;
  } else {
    input_ = tags.after;
  }
  if (!ok() || tags.left == 0) return false;
  --tags.left;
  const auto tag = unsigned_varint();
  if (ok() && std::int64_t{tag} <= tags.previous) set_error("tags are not in ascending order");
  const auto size = unsigned_varint();
  if (!ok()) return false;
  if (size > input_.size()) {
    set_error("tagged field is longer than the message");
    return false;
  }
  tags.previous = tag;
  tags.after = input_.subspan(size);
  input_ = input_.first(size);
  // A tag above INT_MAX is none that a message describes; -2 matches nothing either.
  wanted_tag_ = tag <= 0x7fffffffU ? static_cast<int>(tag) : -2;
  return true;
}

void Reader::leave(int outer) {
  wanted_tag_ = outer;
  tags_.pop_back();
  path_.pop_back();
}

void Reader::value(bool& field) { field = fixed<std::int8_t>() != 0; }
void Reader::value(std::int8_t& field) { field = fixed<std::int8_t>(); }
void Reader::value(std::int16_t& field) { field = fixed<std::int16_t>(); }
void Reader::value(std::uint16_t& field) { field = fixed<std::uint16_t>(); }
void Reader::value(std::int32_t& field) { field = fixed<std::int32_t>(); }
void Reader::value(std::uint32_t& field) { field = fixed<std::uint32_t>(); }
void Reader::value(std::int64_t& field) { field = fixed<std::int64_t>(); }
void Reader::value(double& field) { field = std::bit_cast<double>(fixed<std::int64_t>()); }

void Reader::value(std::string& field) {
  const auto size = length<std::int16_t>();
  if (size < 0) return set_error("null where a string is required");
  const auto content = take(static_cast<std::size_t>(size));
  field.assign(as_text(content));
}

void Reader::value(std::optional<std::string>& field) { text(field, length<std::int16_t>()); }

void Reader::classic_value(std::optional<std::string>& field) {
  text(field, fixed<std::int16_t>());
}

void Reader::text(std::optional<std::string>& field, std::int64_t length) {
  if (length < 0) {
    if (!nullable_here_) set_error("null where a string is required");
    field.reset();
    return;
  }
  field.emplace(as_text(take(static_cast<std::size_t>(length))));
}

void Reader::value(Uuid& field) {
  const auto content = take(field.bytes.size());
  if (ok()) std::memcpy(field.bytes.data(), content.data(), content.size());
}

void Reader::value(Bytes& field) {
  const auto size = length<std::int32_t>();
  if (size < 0) return set_error("null where bytes are required");
  field = take(static_cast<std::size_t>(size));
}

void Reader::value(std::optional<Bytes>& field) { field = nullable_bytes(); }

void Reader::value(Records& field) {
  const auto content = nullable_bytes();
  field.null = !content;
  field.bytes = content.value_or(Bytes{});
}

std::optional<Bytes> Reader::nullable_bytes() {
  const auto size = length<std::int32_t>();
  if (size >= 0) return take(static_cast<std::size_t>(size));
  if (!nullable_here_) set_error("null where bytes are required");
  return std::nullopt;
}

std::int64_t Reader::array_size(std::int64_t, Elements elements) {
  const auto size = length<std::int32_t>();
  if (size == -1 && elements.may_be_null && nullable_here_) return -1;
  if (size < 0) {
    set_error("null where an array is required");
    return 0;
  }
  if (static_cast<std::uint64_t>(size) > input_.size()) {
    set_error("array of " + std::to_string(size) + " elements in " + std::to_string(input_.size()) +
              " bytes");
    return 0;
  }
  const auto memory = static_cast<std::size_t>(size) * elements.memory;
  if (memory > memory_left_) {
    set_error("array of " + std::to_string(size) + " elements, too many for a message this short");
    return 0;
  }
  memory_left_ -= memory;
  return size;
}

void Reader::array_element(std::int64_t index) { path_.back().index = index; }
void Reader::array_end() {
  if (ok()) path_.back().index = -1;
}

bool Reader::present(bool) {
  const auto marker = fixed<std::int8_t>();
  if (marker >= 0 || !ok()) return ok();
  if (!nullable_here_) set_error("null where a struct is required");
  return false;
}

Bytes Reader::take(std::size_t count) {
  if (count > input_.size()) {
    set_error("truncated");
    return {};
  }
  const auto taken = input_.first(count);
  input_ = input_.subspan(count);
  return taken;
}

template <class T>
T Reader::fixed() {
  const auto content = take(sizeof(T));
  return content.empty() ? T{0} : load_big_endian<T>(content.data());
}

std::uint32_t Reader::unsigned_varint() {
  const auto decoded = decode_unsigned_varint<std::uint32_t>(input_);
  if (decoded.size == 0) {
    set_error(input_.size() < 5 ? "truncated" : "varint of more than 32 bits");
    return 0;
  }
  input_ = input_.subspan(decoded.size);
  return decoded.value;
}

// The length of a string, bytes or array: -1 for null.
template <class Classic>
std::int64_t Reader::length() {
  if (flexible_) {
    const auto raw = unsigned_varint();
    return ok() ? std::int64_t{raw} - 1 : 0;
  }
  const std::int64_t size = fixed<Classic>();
  if (size < -1) {
    set_error("length " + std::to_string(size));
    return 0;
  }
  return size;
}

void Reader::set_error(const std::string& what) {
  if (!ok()) return;
  for (const auto& level : path_) {
    if (level.name[0] == '\0') continue;
    if (!error_.empty()) error_ += '.';
    error_ += level.name;
    if (level.index >= 0) error_ += '[' + std::to_string(level.index) + ']';
  }
  error_ += ": " + what + " at byte " + std::to_string(input_.data() - start_);
  input_ = {};
}

}  // namespace barnabas

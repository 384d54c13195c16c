#pragma once
// Wire: the one visitor through which a message is decoded, encoded and printed.
//
// Each message has a single describe(Wire&) that names its fields in wire order; a Reader fills
// them, a Writer emits them, a Printer shows them. The rules of the encoding live here and in the
// three visitors, never in a message:
//
//   classic versions    string  int16 length, bytes        array  int32 count, elements
//                       bytes   int32 length, bytes        null   length -1
//   flexible versions   lengths are unsigned varints of length + 1, null is 0; every struct ends
//   (KIP-482)           with its tagged fields: count, then tag, size, value for each
//
// A struct with tagged fields is walked once for its plain fields and once per tag, which is why
// describe() must do nothing but name fields. A field that a version lacks keeps its default.
//
// Field types: bool, int8 to int64, uint16, uint32, double, enumerations of these, std::string,
// Uuid, Bytes, Records, other structs with describe(), std::vector of these, and std::optional of
// these for nullable fields. Tagged fields are always optional: engaged means "is on the wire".

#include <concepts>
#include <optional>
#include <string>
#include <vector>

#include "protocol/base/bytes.h"
#include "protocol/base/uuid.h"
#include "protocol/wire/versions.h"

namespace barnabas {

// Record batches inside a message: a view into the request frame when read; when written either
// bytes in memory or a stretch of a file that the connection sends without copying. Null when
// neither was set and `null` holds.
struct Records {
  Bytes bytes;
  FileRange file;
  bool null = false;
  std::size_t size() const { return bytes.size() + file.size; }
};

class Wire;

template <class M>
concept Describable = requires(M message, Wire& wire) {
  message.describe(wire);
};

class Wire {
 public:
  virtual ~Wire() = default;

  // A plain field, on the wire in `versions`. A std::optional may be null only in `nullable`.
  template <class T>
  void operator()(const char* name, T& field, Versions versions = kAlways,
                  Versions nullable = kAlways) {
    if (!begin(name, versions)) return;
    nullable_here_ = nullable.contains(version_);
    value(field);
  }

  // A tagged field (KIP-482), present when `field` is engaged.
  template <class T>
  void tagged(int tag, const char* name, std::optional<T>& field, Versions versions = kAlways) {
    if (!begin_tag(tag, name, versions, field.has_value())) return;
    if (!field) field = T{};
    value(*field);
    end_tag();
  }

  // The same for what Kafka declares as tagged and nullable. It leaves such a field out when it is
  // null, hence one std::optional for both; a null that is present all the same reads as absent.
  // A struct has a marker byte in front here, as every nullable struct.
  template <class T>
  void tagged_nullable(int tag, const char* name, std::optional<T>& field,
                       Versions versions = kAlways) {
    if (!begin_tag(tag, name, versions, field.has_value())) return;
    nullable_here_ = true;
    value(field);
    end_tag();
  }

  // A string whose length stays an int16 even in flexible versions: client_id of request headers.
  void classic_string(const char* name, std::optional<std::string>& field,
                      Versions versions = kAlways) {
    if (begin(name, versions)) classic_value(field);
  }

  // A whole struct: its fields, then its tags. The entry point for a message as well.
  template <Describable M>
  void message(M& message) {
    const auto outer = enter();
    do {
      message.describe(*this);
    } while (again());
    leave(outer);
  }

 protected:
  explicit Wire(Version version) : version_(version) {}

  // Whether the named field is to be visited in this walk.
  virtual bool begin(const char* name, Versions versions) = 0;
  virtual bool begin_tag(int tag, const char* name, Versions versions, bool engaged) = 0;
  virtual void end_tag() = 0;
  // A struct begins; returns what leave() needs to go back to the struct around it.
  virtual int enter() = 0;
  // Whether describe() is to be walked once more, for the next tag.
  virtual bool again() = 0;
  virtual void leave(int outer) = 0;

  virtual void value(bool& field) = 0;
  virtual void value(std::int8_t& field) = 0;
  virtual void value(std::int16_t& field) = 0;
  virtual void value(std::uint16_t& field) = 0;
  virtual void value(std::int32_t& field) = 0;
  virtual void value(std::uint32_t& field) = 0;
  virtual void value(std::int64_t& field) = 0;
  virtual void value(double& field) = 0;
  virtual void value(std::string& field) = 0;
  virtual void value(std::optional<std::string>& field) = 0;
  virtual void classic_value(std::optional<std::string>& field) = 0;
  virtual void value(Uuid& field) = 0;
  virtual void value(Bytes& field) = 0;
  virtual void value(std::optional<Bytes>& field) = 0;
  virtual void value(Records& field) = 0;

  // Array and struct framing. For a Reader the size is ignored and the result comes from the wire;
  // for the others the result is the argument. -1 means null.
  struct Elements {
    bool may_be_null = false;
    std::size_t memory = 0;  // that one takes in the vector
  };
  virtual std::int64_t array_size(std::int64_t size, Elements elements) = 0;
  virtual void array_element(std::int64_t index) = 0;
  virtual void array_end() = 0;
  virtual bool present(bool engaged) = 0;
  // False after an error: there is no point in going on.
  virtual bool good() const { return true; }

  // Enumerations, such as ErrorCode, travel as their underlying integer.
  template <class E>
  requires std::is_enum_v<E>
  void value(E& field) {
    auto number = static_cast<std::underlying_type_t<E>>(field);
    value(number);
    field = static_cast<E>(number);
  }

  template <class T>
  void value(std::vector<T>& field) {
    elements(field, array_size(static_cast<std::int64_t>(field.size()), {false, sizeof(T)}));
  }

  template <class T>
  void value(std::optional<std::vector<T>>& field) {
    const auto size =
        array_size(field ? static_cast<std::int64_t>(field->size()) : -1, {true, sizeof(T)});
    if (size < 0) {
      field.reset();
      return;
    }
    if (!field) field.emplace();
    elements(*field, size);
  }

  template <Describable M>
  void value(M& field) {
    message(field);
  }

  template <Describable M>
  void value(std::optional<M>& field) {
    if (!present(field.has_value())) {
      field.reset();
      return;
    }
    if (!field) field = M{};
    message(*field);
  }

  const Version version_;
  bool nullable_here_ = true;

 private:
  template <class T>
  void elements(std::vector<T>& field, std::int64_t size) {
    field.reserve(static_cast<std::size_t>(size));
    for (std::int64_t i = 0; i < size && good(); ++i) {
      if (i == static_cast<std::int64_t>(field.size())) field.emplace_back();
      array_element(i);
      value(field[static_cast<std::size_t>(i)]);
    }
    array_end();
  }
};

}  // namespace barnabas

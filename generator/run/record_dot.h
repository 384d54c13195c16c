#pragma once
// What a record's templates see as their dot.
//
// The templates of key, headers, partition, timestamp and tombstone see the finished value: .V is
// its text, .Value the same as data if it is JSON ({{.Value.customer_id}}), .K the key where that
// was rendered before. The value's own template sees an object with two methods: {{.SetKey x}}
// decides the record's key, {{.AddHeader "name" x}} adds a header; both print nothing.

#include <vector>

#include "generator/entities/json_value.h"
#include "generator/run/record_chunk.h"
#include "generator/template/function.h"

namespace barnabas {

class FinishedValue : public Object {
 public:
  std::string_view type_name() const override { return "record"; }
  std::optional<Value> field(std::string_view name) const override;
  const Function* method(std::string_view name) const override;
  void print(TextBuffer& out) const override { out.append(text_); }

  // The texts must stay while templates are rendered.
  void set_value(std::string_view text) {
    text_ = text;
    is_parsed_ = false;
    key_.reset();
  }
  void set_key(std::string_view key) { key_ = key; }

 private:
  static Value parsed(Call& call, Arguments);

  std::string_view text_;
  std::optional<std::string_view> key_;
  // Parsed when it is asked for, once a record.
  bool is_parsed_ = false;
  Value value_;
  JsonReader reader_;
  Arena arena_;
};

class RecordInTheMaking : public Object {
 public:
  std::string_view type_name() const override { return "record"; }
  std::optional<Value> field(std::string_view) const override { return std::nullopt; }
  const Function* method(std::string_view name) const override;
  void print(TextBuffer&) const override {}

  void clear() {
    has_key = false;
    key.clear();
    header_texts.clear();
    header_sizes.clear();
  }

  // What the methods said of the record; headers as a chunk has them.
  bool has_key = false;
  TextBuffer key;
  TextBuffer header_texts;
  std::vector<RecordChunk::Header> header_sizes;

 private:
  static Value set_key(Call& call, Arguments arguments);
  static Value add_header(Call& call, Arguments arguments);
};

}  // namespace barnabas

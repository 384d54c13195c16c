#pragma once
// RecordFormat: how `consume` prints a record, and how `produce` reads one from a line.
//
// A format is text with escapes, those of kcat and, where they do not collide, of rpk:
//
//   %k %v (or %s)   key and value             %t %p %o   topic, partition, offset
//   %K %V (or %S)   their lengths, -1: null   %T %d %D   timestamp in ms (twice), as a date
//   %h %H           headers, their count      %a         compression of the batch
//   %x %y %e        producer id, producer epoch, leader epoch
//   %[ %]           log start offset, high watermark
//   %%  \n \r \t \0 \\ \xHH

#include <string>
#include <string_view>
#include <vector>

#include "client/consumer.h"
#include "client/producer.h"

namespace barnabas {

class RecordFormat {
 public:
  // Errors: INVALID_REQUEST naming the escape that does not exist.
  static Result<RecordFormat> parse(std::string_view text);

  // Appends the record in this format to `output`.
  void print(const client::FetchedRecord& fetched, std::string& output) const;

  // Takes a line apart at the literal texts between the fields: "%k,%v" gives key and value. The
  // last field takes the rest of the line. Fields that can be read: %k %v %s %p %T %d.
  // Errors: INVALID_REQUEST naming what the line lacks.
  Result<client::RecordToSend> read(std::string_view line) const;
  // Whether read() can do something with it; the error names the field that it cannot.
  Result<void> check_readable() const;
  // True for a format that was not given.
  bool empty() const { return parts_.empty(); }

 private:
  struct Part {
    char field = 0;  // 0: literal
    std::string literal;
  };
  std::vector<Part> parts_;
};

// The record as one line of JSON with a newline: topic, partition, offset, timestamp, key, value,
// headers. Bytes that are no UTF-8 become U+FFFD.
std::string record_json(const client::FetchedRecord& fetched);

}  // namespace barnabas

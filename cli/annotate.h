#pragma once
// annotate: a batch taken apart, every byte of it beside the name, value and meaning of its field.

#include <cstdint>
#include <string>
#include <vector>

#include "protocol/records/record_batch.h"

namespace barnabas {

struct AnnotatedField {
  // Byte in the file; in compressed batches, for fields of records: byte of the records once
  // decompressed.
  std::uint64_t position = 0;
  Bytes bytes;
  std::string name;   // "base offset"
  std::string value;  // "1480"
  std::string meaning;
};

// One part of a batch: its header, or a record.
struct AnnotatedPart {
  std::string title;  // "record 0: offset 1480"
  std::vector<AnnotatedField> fields;
};

// The parts of `batch`, which lies at `position` of its file. `scratch` holds what the views point
// to where the batch is compressed, so it must live as long as they are used. What cannot be read
// ends the list with a part whose title says so.
std::vector<AnnotatedPart> annotate_batch(const RecordBatchView& batch, std::uint64_t position,
                                          Buffer& scratch);

// The parts as a table for people: position, up to 16 bytes in hexadecimal a row, name, value,
// meaning.
std::string render_annotation(const std::vector<AnnotatedPart>& parts);

}  // namespace barnabas

#pragma once
// ForEach: whose turn it is where an emitter makes records for each entity of a type: each gets as
// many as a template says, once, in the order in which they were made.

#include <cstdint>
#include <string>

#include "generator/functions/environment.h"
#include "generator/template/template.h"

namespace barnabas {

class ForEach {
 public:
  // `children` is the template of how many; its draws come from `draws` with the entity's number.
  // Template and environment must outlive this.
  ForEach(const std::string& type, const Template& children, const RecordId& draws,
          Environment& environment);

  // Whether a record is to be made. An error is that of the template.
  TemplateResult<bool> has_next();

  // Tells the environment which entity the record is about. REQUIRES: has_next() gave true.
  void begin_record();

 private:
  TemplateResult<std::int64_t> count_children();

  EntityType& type_;
  Renderer renderer_;
  RecordId draws_;
  Environment& environment_;
  std::uint64_t entity_ = 0;  // whose turn it is
  std::uint64_t next_ = 0;    // the number of the one that comes then
  std::int64_t made_ = 0;
  std::int64_t count_ = 0;
  TextBuffer text_;
};

}  // namespace barnabas

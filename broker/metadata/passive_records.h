#pragma once
// PassiveRecords: metadata of Apache Kafka that this broker keeps without acting on it.
//
// ACLs, quotas, SCRAM users, delegation tokens and registered controllers, as bytes, by what they
// are about. A later record about the same thing replaces the earlier one, a removal removes it.

#include <map>
#include <string>

#include "broker/metadata/metadata_records.h"
#include "protocol/base/result.h"

namespace barnabas {

class PassiveRecords {
 public:
  // Takes the record if it is of a kind kept here; says whether it was.
  Result<bool> apply(const MetadataFrame& frame);
  // Adds all kept records.
  void add_to(MetadataRecords& records) const;
  std::size_t size() const { return by_subject_.size(); }

 private:
  std::map<std::string, std::string> by_subject_;
};

}  // namespace barnabas

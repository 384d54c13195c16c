#pragma once
// What administrators see of a group (DescribeGroups, ListGroups).

#include <optional>
#include <string>
#include <vector>

#include "protocol/base/error_code.h"

namespace barnabas {

struct GroupDescription {
  struct Member {
    std::string member_id;
    std::optional<std::string> instance_id;
    std::string client_id;
    std::string client_host;
    std::string metadata;
    std::string assignment;
  };
  ErrorCode error = ErrorCode::None;  // GroupIdNotFound for a group that does not exist
  std::string group_id;
  std::string state;
  std::string protocol_type;
  std::string protocol;
  std::vector<Member> members;
};

struct GroupListing {
  std::string group_id;
  std::string protocol_type;
  std::string state;
  std::string type;
};

struct GroupListFilter {
  std::vector<std::string> states;  // empty: all; in any case
  std::vector<std::string> types;
};

}  // namespace barnabas

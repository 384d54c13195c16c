#include "protocol/wire/codec.h"

#include <fmt/core.h>

namespace barnabas {

Error no_such_version(const char* message_name, Version version) {
  return {ErrorCode::UnsupportedVersion,
          fmt::format("{} has no version {}", message_name, version)};
}

}  // namespace barnabas

#include "generator/outputs/text_sink.h"

#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace barnabas {

TextSink::Written write_all(int descriptor, std::string_view text, std::string_view name) {
  TextSink::Written written;
  while (written.bytes < text.size()) {
    const auto taken =
        ::write(descriptor, text.data() + written.bytes, text.size() - written.bytes);
    if (taken >= 0) {
      written.bytes += static_cast<std::size_t>(taken);
    } else if (errno == EPIPE) {
      written.error = fmt::format("{}: its reader has gone", name);
      break;
    } else if (errno != EINTR) {
      written.error = fmt::format("{}: cannot be written: {}", name, std::strerror(errno));
      break;
    }
  }
  return written;
}

}  // namespace barnabas

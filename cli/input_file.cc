#include "cli/input_file.h"

#include <fcntl.h>
#include <fmt/core.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

namespace barnabas {
namespace {

constexpr std::uint64_t kWholeSizeMax = 64 << 20;

tl::unexpected<Error> refused(const std::string& path, const char* action) {
  const int number = errno;
  const char* hint = "";
  if (number == ENOENT) hint = "; segments lie in DATA-DIR/TOPIC-PARTITION/";
  if (number == EACCES) hint = "; run as the user that the broker runs as";
  return fail(ErrorCode::KafkaStorageError,
              fmt::format("{}: cannot {}: {}{}", path, action, std::strerror(number), hint));
}

}  // namespace

Result<InputFile> InputFile::open(const std::string& path) {
  // O_NONBLOCK: opening a FIFO must not wait for somebody to write to it.
  const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (descriptor < 0) return refused(path, "open");
  InputFile file(path, descriptor, 0);
  struct stat status {};
  if (::fstat(descriptor, &status) != 0) return refused(path, "look at");
  if (!S_ISREG(status.st_mode)) {
    return fail(ErrorCode::KafkaStorageError,
                fmt::format("{}: not a file; name the files themselves, such as "
                            "{}/00000000000000000000.log",
                            path, path));
  }
  file.size_ = static_cast<std::uint64_t>(status.st_size);
  return file;
}

InputFile::InputFile(InputFile&& other) noexcept
    : path_(std::move(other.path_)),
      descriptor_(std::exchange(other.descriptor_, -1)),
      size_(other.size_) {}

InputFile::~InputFile() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

std::string InputFile::name() const {
  const auto slash = path_.rfind('/');
  return slash == std::string::npos ? path_ : path_.substr(slash + 1);
}

Result<std::size_t> InputFile::read_at(std::uint64_t position, MutableBytes into) const {
  std::size_t done = 0;
  while (done < into.size()) {
    const auto got = ::pread(descriptor_, into.data() + done, into.size() - done,
                             static_cast<off_t>(position + done));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return refused(path_, "read");
    if (got == 0) break;
    done += static_cast<std::size_t>(got);
  }
  return done;
}

Result<Buffer> InputFile::read_all() const {
  if (size_ > kWholeSizeMax) {
    return fail(ErrorCode::KafkaStorageError,
                fmt::format("{}: {} bytes, but a file of this kind has at most {}", path_, size_,
                            kWholeSizeMax));
  }
  Buffer content;
  const auto got = read_at(0, content.grow(static_cast<std::size_t>(size_)));
  if (!got) return tl::unexpected(got.error());
  content.truncate(*got);
  return content;
}

}  // namespace barnabas

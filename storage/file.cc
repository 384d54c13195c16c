#include "storage/file.h"

#include <cerrno>
#include <system_error>

namespace barnabas {
namespace {

// What the reader of the message can do about it.
std::string_view hint(int number) {
  switch (number) {
    case ENOSPC:
    case EDQUOT:
      return "; free some space, writing then resumes by itself";
    case EFBIG:
      return "; the file size limit of this process (ulimit -f) or file system is reached";
    case EMFILE:
    case ENFILE:
      return "; raise the open file limit (ulimit -n)";
    case EACCES:
    case EPERM:
      return "; check owner and mode of the data directory";
    case EROFS:
      return "; the file system is mounted read-only";
    case ELOOP:
      return "; symbolic links inside a data directory are not followed";
    case EIO:
      return "; the device failed, look at the kernel's messages";
    default:
      return "";
  }
}

}  // namespace

Error storage_error(int number, std::string_view path, std::string_view action) {
  std::string message(path.empty() ? "data directory" : path);
  message.append(": ").append(action).append(": ");
  message.append(std::generic_category().message(number)).append(hint(number));
  return {
      .code = ErrorCode::KafkaStorageError, .message = std::move(message), .system_error = number};
}

bool is_disk_full(const Error& error) {
  return error.system_error == ENOSPC || error.system_error == EDQUOT ||
         error.system_error == EFBIG;
}

bool is_out_of_descriptors(const Error& error) {
  return error.system_error == EMFILE || error.system_error == ENFILE;
}

bool is_missing(const Error& error) { return error.system_error == ENOENT; }

}  // namespace barnabas

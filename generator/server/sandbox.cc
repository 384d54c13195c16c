#include "generator/server/sandbox.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstring>
#include <nlohmann/json.hpp>

namespace barnabas {
namespace {

using Json = nlohmann::json;
using Clock = std::chrono::steady_clock;

constexpr auto patience = std::chrono::seconds(5);
constexpr std::size_t answer_bytes_max = 4 * 1024 * 1024;

Json stopped(const std::string& why) {
  return {
      {"records", Json::array()},
      {"error", {{"message", why}, {"hint", ""}, {"line", 0}, {"column", 0}, {"stopped", true}}}};
}

class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  ~Descriptor() { close(); }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int number() const { return number_; }
  void close() {
    if (number_ >= 0) ::close(number_);
    number_ = -1;
  }

 private:
  int number_;
};

std::string text_of(const SandboxRequest& request) {
  const Json json{{"template", request.value_template},
                  {"key", request.key_template},
                  {"name", request.name},
                  {"locale", request.locale},
                  {"count", request.count},
                  {"seed", request.seed},
                  {"oneline", request.oneline},
                  {"templates", request.directories.templates},
                  {"user_dir", request.directories.user_dir},
                  {"system_dir", request.directories.system_dir}};
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

// A file in memory that holds the text, at its beginning; -1 where the system has no memory left.
int file_with(const std::string& text) {
  const int file = memfd_create("request", MFD_CLOEXEC);
  std::size_t written = 0;
  while (file >= 0 && written < text.size()) {
    const auto taken = ::write(file, text.data() + written, text.size() - written);
    if (taken <= 0) break;
    written += static_cast<std::size_t>(taken);
  }
  if (file >= 0) lseek(file, 0, SEEK_SET);
  return file;
}

// Starts this program with these as its standard input and output; 0 where that cannot be.
pid_t start(int input, int output) {
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, input, STDIN_FILENO);
  posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO);
  posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
  posix_spawn_file_actions_addclosefrom_np(&actions, STDERR_FILENO + 1);
  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  sigset_t none;
  sigemptyset(&none);
  posix_spawnattr_setsigmask(&attributes, &none);
  // A Ctrl-C on the terminal is for the server, which then ends this.
  posix_spawnattr_setpgroup(&attributes, 0);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETPGROUP);
  std::array<char, 16> name{"barnabas-gen"};
  std::array<char, 16> command{"render-request"};
  const std::array<char*, 3> words{name.data(), command.data(), nullptr};
  pid_t child = 0;
  const int failed =
      posix_spawn(&child, "/proc/self/exe", &actions, &attributes, words.data(), environ);
  posix_spawnattr_destroy(&attributes);
  posix_spawn_file_actions_destroy(&actions);
  return failed == 0 ? child : 0;
}

// Reads until the other side ends. Returns why it was not waited for any longer, or nothing.
std::string read_answer(int from, std::string& answer) {
  const auto deadline = Clock::now() + patience;
  std::array<char, 65536> piece{};
  while (true) {
    const auto left =
        std::chrono::duration_cast<std::chrono::milliseconds>(deadline - Clock::now()).count();
    pollfd waiting{.fd = from, .events = POLLIN, .revents = 0};
    const int ready = left > 0 ? poll(&waiting, 1, static_cast<int>(left)) : 0;
    if (ready == 0) return "the template was stopped: it took more than 5 seconds";
    if (ready < 0) continue;
    const auto size = ::read(from, piece.data(), piece.size());
    if (size <= 0) return "";
    answer.append(piece.data(), static_cast<std::size_t>(size));
    if (answer.size() > answer_bytes_max)
      return "the template was stopped: its records have more than 4 MB";
  }
}

}  // namespace

Json render_in_sandbox(const SandboxRequest& request) {
  const Descriptor input(file_with(text_of(request)));
  std::array<int, 2> ends{};
  if (input.number() < 0 || pipe2(ends.data(), O_CLOEXEC) != 0)
    return stopped(fmt::format("no process can be started: {}", std::strerror(errno)));
  const Descriptor reader(ends[0]);
  Descriptor writer(ends[1]);
  const auto child = start(input.number(), writer.number());
  writer.close();
  if (child == 0) return stopped("no process can be started to render the template");
  std::string answer;
  auto why = read_answer(reader.number(), answer);
  if (!why.empty()) ::kill(child, SIGKILL);
  int status = 0;
  while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  if (why.empty() && WIFSIGNALED(status)) {
    why = WTERMSIG(status) == SIGXCPU || WTERMSIG(status) == SIGKILL
              ? "the template was stopped: it took more than 2 seconds"
              : "the template was stopped: it needs more memory than there is for a preview";
  }
  if (!why.empty()) return stopped(why);
  auto json = Json::parse(answer, nullptr, false);
  return json.is_object() ? json : stopped("the template could not be rendered");
}

}  // namespace barnabas

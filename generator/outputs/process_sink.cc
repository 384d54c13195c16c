#include "generator/outputs/process_sink.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <spawn.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <utility>

namespace barnabas {
namespace {

constexpr int look_for_signals_ms = 100;
constexpr std::size_t usual_pipe_size = 64 * 1024;

std::size_t size_of_pipe(int pipe) {
  const int size = ::fcntl(pipe, F_GETPIPE_SZ);
  return size > 0 ? static_cast<std::size_t>(size) : usual_pipe_size;
}

// What is in the pipe and was not read, whichever end is asked.
std::size_t unread(int pipe) {
  int bytes = 0;
  return ::ioctl(pipe, FIONREAD, &bytes) == 0 ? static_cast<std::size_t>(bytes) : 0;
}

// The shell with the command, its input from the pipe, signals as a program expects them.
int spawn(const std::string& command, int input, pid_t& pid) {
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, input, STDIN_FILENO);
  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  sigset_t none;
  sigemptyset(&none);
  posix_spawnattr_setsigmask(&attributes, &none);
  sigset_t usual;
  sigemptyset(&usual);
  for (const int signal : {SIGPIPE, SIGXFSZ}) sigaddset(&usual, signal);
  posix_spawnattr_setsigdefault(&attributes, &usual);
  posix_spawnattr_setpgroup(&attributes, 0);
  posix_spawnattr_setflags(&attributes,
                           POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP);
  std::string shell = "sh", option = "-c", text = command;
  std::array<char*, 4> words{shell.data(), option.data(), text.data(), nullptr};
  const int error = posix_spawn(&pid, "/bin/sh", &actions, &attributes, words.data(), ::environ);
  posix_spawnattr_destroy(&attributes);
  posix_spawn_file_actions_destroy(&actions);
  return error;
}

}  // namespace

Result<std::unique_ptr<ProcessSink>> ProcessSink::start(const std::string& command,
                                                        StopSignal& signal) {
  std::unique_ptr<ProcessSink> sink(new ProcessSink(command, signal));
  std::array<int, 2> ends{-1, -1};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0)
    return fail(ErrorCode::KafkaStorageError,
                fmt::format("exec: no pipe: {}", std::strerror(errno)));
  sink->pipe_ = ends[1];
  const int error = spawn(command, ends[0], sink->pid_);
  ::close(ends[0]);
  if (error != 0) {
    sink->pid_ = -1;
    return fail(ErrorCode::KafkaStorageError,
                fmt::format("exec: /bin/sh cannot be run: {}", std::strerror(error)));
  }
  ::fcntl(sink->pipe_, F_SETFL, O_NONBLOCK);
  sink->pipe_size_ = size_of_pipe(sink->pipe_);
  sink->pid_descriptor_ = static_cast<int>(::syscall(SYS_pidfd_open, sink->pid_, 0));
  return sink;
}

ProcessSink::~ProcessSink() {
  if (pipe_ >= 0) ::close(pipe_);
  if (pid_ > 0 && !has_ended()) {
    ::kill(-pid_, SIGTERM);
    ::waitpid(pid_, &status_, 0);
  }
  if (pid_descriptor_ >= 0) ::close(pid_descriptor_);
}

bool ProcessSink::has_ended() {
  if (!ended_) ended_ = ::waitpid(pid_, &status_, WNOHANG) == pid_;
  return ended_;
}

std::string ProcessSink::failure() const {
  if (WIFSIGNALED(status_)) return fmt::format("was ended by signal {}", WTERMSIG(status_));
  const int code = WEXITSTATUS(status_);
  return code == 0 ? "" : fmt::format("ended with exit code {}", code);
}

std::string ProcessSink::dead(std::string_view how) const {
  return fmt::format("exec: '{}' {}", command_, how);
}

bool ProcessSink::wait_for_room() {
  while (true) {
    std::array<pollfd, 2> places{{{.fd = pipe_, .events = POLLOUT, .revents = 0},
                                  {.fd = pid_descriptor_, .events = POLLIN, .revents = 0}}};
    if (::poll(places.data(), places.size(), look_for_signals_ms) > 0) return true;
    if (signal_.stopped()) return false;
  }
}

TextSink::Written ProcessSink::write(std::string_view text, std::span<const std::size_t> ends) {
  Written written;
  while (written.bytes < text.size()) {
    if (has_ended()) {
      const auto how = failure();
      written.error = dead(how.empty() ? "ended before the records did" : how);
      break;
    }
    const auto taken = ::write(pipe_, text.data() + written.bytes, text.size() - written.bytes);
    if (taken >= 0) {
      written.bytes += static_cast<std::size_t>(taken);
    } else if (errno == EAGAIN) {
      if (!wait_for_room()) break;
    } else if (errno == EPIPE) {
      written.error = dead("reads no more");
      break;
    } else if (errno != EINTR) {
      written.error = dead(fmt::format("takes no more: {}", std::strerror(errno)));
      break;
    }
  }
  remember(written.bytes, ends);
  return written;
}

void ProcessSink::remember(std::size_t bytes, std::span<const std::size_t> ends) {
  std::size_t begin = 0;
  for (const auto end : ends) {
    if (end > bytes) break;
    recent_.push_back(end - begin + std::exchange(begun_, 0));
    recent_bytes_ += recent_.back();
    begin = end;
  }
  begun_ += bytes - begin;
  while (!recent_.empty() && recent_bytes_ - recent_.front() > pipe_size_) {
    recent_bytes_ -= recent_.front();
    recent_.pop_front();
  }
}

std::uint64_t ProcessSink::records_in(std::size_t bytes) const {
  std::uint64_t records = 0;
  std::size_t covered = begun_;
  for (auto size = recent_.rbegin(); size != recent_.rend() && covered < bytes; ++size) {
    covered += *size;
    ++records;
  }
  return records;
}

TextSink::End ProcessSink::finish(StopSignal& signal) {
  End end;
  // Opened as it is closed for writing: so it can be asked what the program left in it.
  const int reader =
      ::open(fmt::format("/proc/self/fd/{}", pipe_).c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC);
  ::close(std::exchange(pipe_, -1));
  while (!has_ended()) {
    if (signal.stopped()) {
      ::kill(-pid_, SIGTERM);
      ended_ = ::waitpid(pid_, &status_, 0) == pid_;
      end.error = dead("was ended by a second signal");
      break;
    }
    pollfd place{.fd = pid_descriptor_, .events = POLLIN, .revents = 0};
    ::poll(&place, 1, look_for_signals_ms);
  }
  if (end.error.empty() && !failure().empty()) end.error = dead(failure());
  const auto left = unread(reader);
  if (left > 0) {
    end.lost = records_in(left);
    if (end.error.empty()) end.error = dead("left records unread");
  }
  ::close(reader);
  return end;
}

}  // namespace barnabas

#pragma once
// ProcessSink: text on the standard input of a program.
//
// The shell runs the command; its output and complaints go where ours go. It is in a process group
// of its own, so Ctrl-C comes to us, who still give it what was made. What it has taken is known:
// text that it left behind in the pipe counts as lost.

#include <deque>
#include <memory>
#include <string>

#include "generator/outputs/text_sink.h"
#include "protocol/base/result.h"

namespace barnabas {

class ProcessSink : public TextSink {
 public:
  // Starts the program. The signal must outlive the sink; a program that takes nothing more is not
  // waited for after one.
  static Result<std::unique_ptr<ProcessSink>> start(const std::string& command, StopSignal& signal);
  // Ends the program if it still runs.
  ~ProcessSink() override;
  ProcessSink(const ProcessSink&) = delete;
  ProcessSink& operator=(const ProcessSink&) = delete;

  Written write(std::string_view text, std::span<const std::size_t> ends) override;
  // Closes the pipe and waits for the program to end; with a signal, ends it.
  End finish(StopSignal& signal) override;

 private:
  ProcessSink(std::string command, StopSignal& signal)
      : command_(std::move(command)), signal_(signal) {}
  // Waits until the pipe takes more or the program is dead; false: a signal came first.
  bool wait_for_room();
  // Remembers the sizes of records that may still be in the pipe.
  void remember(std::size_t bytes, std::span<const std::size_t> ends);
  // How many whole records are touched by the last so many bytes that were written.
  std::uint64_t records_in(std::size_t bytes) const;
  // Collects the program's exit status if it has ended.
  bool has_ended();
  // "ended with status 3", or "" after it ended well.
  std::string failure() const;
  std::string dead(std::string_view how) const;

  const std::string command_;
  StopSignal& signal_;
  int pid_ = -1;
  int pid_descriptor_ = -1;
  int pipe_ = -1;
  std::size_t pipe_size_ = 0;
  bool ended_ = false;
  int status_ = 0;
  std::deque<std::size_t> recent_;  // sizes of the latest records
  std::size_t recent_bytes_ = 0;
  std::size_t begun_ = 0;  // bytes of a record that was not written to its end
};

}  // namespace barnabas

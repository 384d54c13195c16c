#pragma once
// EmitterRun: one emitter that runs, on a thread of its own, and the handles to steer it.
//
// The run is the one of the command line (run_emitters of generator/cli/session.h); what is added
// is the gate that its records pass. First the preload, as fast as it goes. Then passes of `num`
// records at the emitter's rate, which may be changed, held and resumed while it runs. Emitters of
// one group share lists, counters and values: only one of them makes a record at a time, and none
// begins before those that come earlier in the group have made their preload.

#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "generator/cli/session.h"

namespace barnabas {

// What the emitters of a group share.
struct SharedState {
  std::mutex rendering;
  std::shared_ptr<RunState> state = std::make_shared<RunState>();
};

class EmitterRun;

struct EmitterRunOptions {
  DirectoryOptions directories;
  SessionOptions session;
  EmitterConfig config;
  const JrConfig* users = nullptr;  // must outlive the run
  std::uint64_t seed = 1;
  // Records a second in place of the configured frequency; then it runs until it is stopped.
  std::optional<double> rate;
  std::shared_ptr<SharedState> shared;
  // Whose preload is to be over first.
  std::vector<std::shared_ptr<EmitterRun>> after;
};

enum class RunPhase { Waiting, Running, Paused, Stopping, Stopped, Done, Failed };
std::string_view phase_name(RunPhase phase);

struct RunStatus {
  RunPhase phase = RunPhase::Waiting;
  std::uint64_t records = 0;
  std::uint64_t bytes = 0;
  std::optional<std::uint64_t> delivered;  // once it is over
  std::uint64_t failed = 0;
  double rate = 0;  // records a second that are aimed at; 0: as fast as it goes
  std::int64_t elapsed_ms = 0;
  std::string error;
  std::string key;  // of the record that was made last, shortened
  std::string value;
};

class EmitterRun : private RunGate {
 public:
  static std::shared_ptr<EmitterRun> start(EmitterRunOptions options);
  // Stops and waits.
  ~EmitterRun() override;

  // All from any thread. A second stop() also ends waiting for acknowledgements.
  void stop();
  void pause();
  void resume();
  // Records a second; 0: as fast as it goes.
  void set_rate(double records_per_second);
  RunStatus status() const;
  bool is_over() const;
  // Ends a run that has been at one record for too long.
  void look_for_endless_record();

 private:
  using Clock = StopSignal::Clock;

  explicit EmitterRun(EmitterRunOptions options);
  void run();
  Result<Statistics> made_by_session();
  void wait_for_others();
  void finished(const Result<Statistics>& result);
  bool enter() override;
  void leave(const Record* record) override;
  bool must_wait() override;
  std::uint64_t preload() const { return static_cast<std::uint64_t>(options_.config.preload); }
  // How many records a pass has.
  std::uint64_t pass_size() const;
  // Only with mutex_ held.
  bool preload_is_over() const;
  bool duration_is_over(Clock::time_point next) const;
  void count_in();
  // When the next record may be made; only with mutex_ held.
  Clock::time_point due() const;
  // A throughput of the configuration becomes the rate; an error where it is none.
  Result<void> take_throughput();

  EmitterRunOptions options_;
  Result<void> throughput_;  // whether the configured one can be kept
  StopSignal signal_{StopSignal::OnRequest{}};
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  RunStatus status_;
  bool paused_ = false;
  std::uint64_t entered_ = 0;
  std::uint64_t made_ = 0;  // whatever came of them
  std::uint64_t pass_left_ = 0;
  Clock::time_point pass_;  // when the last one was due
  Clock::time_point started_;
  Clock::time_point passes_began_;  // with the pauses until then taken off
  Clock::time_point paused_at_;
  Clock::duration paused_for_{0};
  Clock::time_point shown_;
  std::optional<Clock::time_point> at_record_since_;
  std::thread thread_;
};

}  // namespace barnabas

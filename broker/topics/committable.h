#pragma once
// Committable: a log that takes part in group commits: a partition, or the cluster metadata.

#include <chrono>
#include <optional>

namespace barnabas {

class Log;

class Committable {
 public:
  virtual Log& log() = 0;
  // The log's durable end may have moved, or the log may have gone offline.
  virtual void committed() = 0;

 protected:
  ~Committable() = default;

 private:
  friend class GroupCommit;
  bool joined_ = false;  // waits for the next commit
  std::optional<std::chrono::steady_clock::time_point> joins_at_;
};

}  // namespace barnabas

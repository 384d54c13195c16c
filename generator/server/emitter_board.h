#pragma once
// EmitterBoard: the emitters that the server knows, and their runs.
//
// At the start those of jrconfig.json, the user's and ours, by group; more are added by request. A
// name stands for one emitter: where two groups use the same, the later one is GROUP.NAME. All
// functions may be called from any thread; their JSON is what the REST paths show.

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "generator/emitters/jr_config.h"
#include "generator/run/emitter.h"
#include "generator/server/emitter_run.h"
#include "generator/server/http.h"

namespace barnabas {

struct BoardOptions {
  DirectoryOptions directories;
  SessionOptions session;
  const JrConfig* users = nullptr;
  std::vector<EmitterGroup> groups;
};

class EmitterBoard {
 public:
  explicit EmitterBoard(BoardOptions options);
  ~EmitterBoard();

  HttpResponse list() const;
  HttpResponse groups() const;
  HttpResponse add(const nlohmann::json& request);
  HttpResponse change(const std::string& name, const nlohmann::json& request);
  HttpResponse remove(const std::string& name);
  HttpResponse status(const std::string& name) const;
  // {"rate": records a second, "dryRun": true, "seed": N}, each of which may be left out.
  HttpResponse start(const std::string& name, const nlohmann::json& request);
  HttpResponse start_group(const std::string& group, const nlohmann::json& request);
  // "stop", "pause" or "resume".
  HttpResponse steer(const std::string& name, const std::string& verb);
  HttpResponse steer_group(const std::string& group, const std::string& verb);
  HttpResponse set_rate(const std::string& name, const nlohmann::json& request);
  // The records of one pass, the preload at the first time, as the answer.
  HttpResponse records(const std::string& name);

  // The server-sent events of what changed since `seen` was current.
  std::string events(std::map<std::string, std::string>& seen) const;
  // To be called about once a second.
  void look_for_endless_records();
  void stop_all();
  bool is_idle() const;

 private:
  // What answers GET /emitters/NAME from call to call.
  struct Answering {
    std::mutex busy;
    std::unique_ptr<Workspace> workspace;
    std::unique_ptr<Emitter> emitter;
    std::atomic<bool> cancelled = false;
    std::atomic<std::int64_t> since_ms = 0;  // 0: nobody waits
    bool has_preloaded = false;
  };
  struct Entry {
    std::string group;
    EmitterConfig config;
    std::optional<double> rate;
    std::shared_ptr<EmitterRun> run;
    std::shared_ptr<Answering> answering = std::make_shared<Answering>();
  };
  using Entries = std::vector<std::pair<std::string, Entry>>;

  Entry* find(const std::string& name);
  const Entry* find(const std::string& name) const;
  HttpResponse unknown(const std::string& name) const;
  std::shared_ptr<SharedState> shared(const std::string& group);
  HttpResponse start_entry(const std::string& name, Entry& entry, const nlohmann::json& request);
  std::vector<std::shared_ptr<EmitterRun>> earlier_in_group(const std::string& name,
                                                            const Entry& entry) const;
  // Nothing where it is fine.
  std::optional<HttpResponse> check(const Entry& entry) const;

  const BoardOptions options_;
  mutable std::mutex mutex_;
  Entries entries_;  // in the order in which they are shown and begin
  std::map<std::string, std::shared_ptr<SharedState>> shared_;
};

}  // namespace barnabas

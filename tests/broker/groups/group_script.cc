#include "tests/broker/groups/group_script.h"

#include <map>
#include <memory>
#include <sstream>

#include "broker/groups/group.h"
#include "protocol/base/buffer.h"
#include "protocol/messages/records/consumer_protocol.h"

namespace barnabas {
namespace {

using Arguments = std::map<std::string, std::string>;

std::vector<std::string> split(const std::string& text, char separator) {
  std::vector<std::string> parts;
  std::istringstream stream(text);
  for (std::string part; std::getline(stream, part, separator);) parts.push_back(part);
  return parts;
}

// "orders-0+orders-1" as topic and partitions.
std::vector<ConsumerProtocolSubscription::TopicPartition> owned(const std::string& text) {
  std::vector<ConsumerProtocolSubscription::TopicPartition> result;
  for (const auto& name : split(text, '+')) {
    const auto dash = name.rfind('-');
    if (result.empty() || result.back().topic != name.substr(0, dash))
      result.push_back({.topic = name.substr(0, dash), .partitions = {}});
    result.back().partitions.push_back(std::stoi(name.substr(dash + 1)));
  }
  return result;
}

std::string subscription_bytes(const std::string& text) {
  const auto slash = text.find("/own=");
  ConsumerProtocolSubscription subscription;
  subscription.topics = split(text.substr(0, slash), '+');
  const Version version = slash == std::string::npos ? 0 : 1;
  if (version == 1) subscription.owned_partitions = owned(text.substr(slash + 5));
  Buffer buffer;
  store_big_endian(buffer.grow(2).data(), version);
  encode(subscription, version, buffer);
  return std::string(as_text(buffer.view()));
}

std::string show_subscription(const std::string& bytes) {
  if (bytes.size() < 2) return "(none)";
  const auto version = load_big_endian<std::int16_t>(as_bytes(bytes).data());
  const auto subscription =
      decode<ConsumerProtocolSubscription>(as_bytes(bytes).subspan(2), version);
  if (!subscription) return "(" + bytes + ")";
  std::string text;
  for (const auto& topic : subscription->topics) text += (text.empty() ? "" : "+") + topic;
  std::string owns;
  for (const auto& topic : subscription->owned_partitions)
    for (const auto partition : topic.partitions)
      owns += (owns.empty() ? "" : "+") + topic.topic + "-" + std::to_string(partition);
  return owns.empty() ? text : text + "/own=" + owns;
}

class Player final : public GroupObserver {
 public:
  std::string play(const std::string& script) {
    std::istringstream stream(script);
    for (std::string line; std::getline(stream, line);) {
      line = line.substr(0, line.find('#'));
      while (!line.empty() && line.back() == ' ') line.pop_back();
      if (!line.empty()) play_line(line);
    }
    return out_;
  }

 private:
  void play_line(const std::string& line) {
    out_ += line + "\n";
    std::istringstream words(line);
    std::string first, verb, word;
    words >> first;
    const bool is_options = first == "options";
    if (!is_options) words >> verb;
    std::string subject;
    Arguments arguments;
    while (words >> word) {
      const auto equals = word.find('=');
      if (equals == std::string::npos)
        subject = word;
      else
        arguments[word.substr(0, equals)] = word.substr(equals + 1);
    }
    if (is_options) return set_options(arguments);
    const auto ms = std::stoll(first);
    now_ = {.steady = std::chrono::steady_clock::time_point(std::chrono::milliseconds(ms)),
            .wall_ms = 1'700'000'000'000 + ms};
    if (!group_) group_ = std::make_unique<Group>("g", options_, this, now_);
    const auto state = group_->state();
    run(verb, subject, arguments);
    if (group_->state() != state)
      say("state " + std::string(to_string(state)) + " -> " +
          std::string(to_string(group_->state())));
  }

  void set_options(const Arguments& arguments) {
    for (const auto& [name, value] : arguments) {
      if (name == "initial_rebalance_delay_ms")
        options_.initial_rebalance_delay_ms = std::stoi(value);
      else if (name == "size_max")
        options_.size_max = std::stoi(value);
      else if (name == "new_member_join_timeout_ms")
        options_.new_member_join_timeout_ms = std::stoi(value);
      else
        say("?? " + name);
    }
  }

  void run(const std::string& verb, const std::string& subject, Arguments& arguments) {
    if (verb == "join") {
      join(subject, arguments);
    } else if (verb == "sync") {
      sync(subject, arguments);
    } else if (verb == "heartbeat") {
      say("heartbeat -> " + error(group_->heartbeat(speaker(arguments), now_)));
    } else if (verb == "commit") {
      say("commit -> " + error(group_->check_commit(speaker(arguments), now_)));
    } else if (verb == "leave") {
      leave(arguments);
    } else if (verb == "stored") {
      const auto failed = arguments.contains("error");
      group_->stored(std::stoull(subject), failed ? ErrorCode::KafkaStorageError : ErrorCode::None,
                     now_);
    } else if (verb == "restore") {
      group_ = std::make_unique<Group>("g", options_, this, now_);
      group_->restore(written_.at(std::stoull(subject)));
      group_->start_sessions(now_);
    } else if (verb == "kill") {
      group_->kill(ErrorCode::NotCoordinator);
    } else if (verb == "show") {
      show();
    } else if (verb == "tick") {
      // Sometimes a timer sets another for the same time.
      do {
        group_->advance(now_);
      } while (group_->next_deadline() && *group_->next_deadline() <= now_.steady);
    } else {
      say("?? " + verb);
    }
    for (auto& action : group_->take_actions()) show_action(action);
  }

  static std::optional<std::string> optional(const Arguments& arguments, const char* name) {
    const auto found = arguments.find(name);
    if (found == arguments.end()) return std::nullopt;
    return found->second;
  }
  static std::string text(const Arguments& arguments, const char* name, const char* otherwise) {
    return optional(arguments, name).value_or(otherwise);
  }
  static GroupSpeaker speaker(const Arguments& arguments) {
    return {.member_id = text(arguments, "member", ""),
            .instance_id = optional(arguments, "instance"),
            .generation = std::stoi(text(arguments, "generation", "-1"))};
  }

  void join(const std::string& request, const Arguments& arguments) {
    const auto version = std::stoi(text(arguments, "version", "9"));
    const auto type = text(arguments, "type", "consumer");
    GroupJoin join{.member_id = text(arguments, "member", ""),
                   .instance_id = optional(arguments, "instance"),
                   .client_id = text(arguments, "client", "app"),
                   .client_host = "/127.0.0.1",
                   .session_timeout_ms = std::stoi(text(arguments, "session", "10000")),
                   .rebalance_timeout_ms = std::stoi(text(arguments, "rebalance", "60000")),
                   .protocol_type = type,
                   .reason = text(arguments, "reason", ""),
                   .member_id_required = version >= 4,
                   .may_skip_assignment = version >= 9};
    for (const auto& offered : split(text(arguments, "protocols", "range:orders"), ',')) {
      const auto colon = offered.find(':');
      const auto metadata = offered.substr(colon + 1);
      join.protocols.push_back(
          {.name = offered.substr(0, colon),
           .metadata = type == "consumer" ? subscription_bytes(metadata) : metadata});
    }
    names_[++last_request_] = request;
    group_->join(join, last_request_, "u" + std::to_string(++uuids_), now_);
  }

  void sync(const std::string& request, const Arguments& arguments) {
    GroupSync sync{.member_id = text(arguments, "member", ""),
                   .instance_id = optional(arguments, "instance"),
                   .generation = std::stoi(text(arguments, "generation", "-1")),
                   .protocol_type = optional(arguments, "type"),
                   .protocol_name = optional(arguments, "protocol")};
    for (const auto& share : split(text(arguments, "assign", ""), ',')) {
      const auto colon = share.find(':');
      sync.assignments.push_back(
          {.member_id = share.substr(0, colon), .bytes = share.substr(colon + 1)});
    }
    names_[++last_request_] = request;
    group_->sync(sync, last_request_, now_);
  }

  void leave(const Arguments& arguments) {
    std::vector<GroupLeave> leaving;
    for (const auto& id : split(text(arguments, "member", ""), ','))
      leaving.push_back({.member_id = id,
                         .instance_id = optional(arguments, "instance"),
                         .reason = text(arguments, "reason", "")});
    if (leaving.empty())
      leaving.push_back({.instance_id = optional(arguments, "instance"),
                         .reason = text(arguments, "reason", "")});
    std::string line = "leave ->";
    for (const auto code : group_->leave(leaving, now_)) line += " " + error(code);
    say(line);
  }

  void show() {
    std::string line = std::string(to_string(group_->state())) +
                       " generation=" + std::to_string(group_->generation());
    if (group_->protocol_name()) line += " protocol=" + *group_->protocol_name();
    if (group_->leader()) line += " leader=" + *group_->leader();
    line += " members=[";
    for (const auto& member : group_->members())
      line +=
          (member == group_->members().front() ? "" : " ") + member->id + ":" + member->assignment;
    line += "]";
    if (group_->pending_member_count() > 0)
      line += " pending=" + std::to_string(group_->pending_member_count());
    if (const auto next = group_->next_deadline())
      line += " next=" + std::to_string(std::chrono::duration_cast<std::chrono::milliseconds>(
                                            next->time_since_epoch())
                                            .count());
    say(line);
  }

  void show_action(const GroupAction& action) {
    if (const auto* join = std::get_if<AnswerJoin>(&action)) {
      const auto& answer = join->answer;
      std::string line = "join " + names_[join->request] + " -> " + error(answer.error);
      if (answer.generation >= 0) line += " generation=" + std::to_string(answer.generation);
      if (answer.protocol_name) line += " protocol=" + *answer.protocol_name;
      if (!answer.leader.empty()) line += " leader=" + answer.leader;
      if (answer.skip_assignment) line += " skip_assignment";
      line += " member=" + answer.member_id;
      for (const auto& member : answer.members)
        line += "\n      " + member.member_id +
                (member.instance_id ? " (" + *member.instance_id + ")" : "") + ": " +
                show_subscription(member.metadata);
      say(line);
    } else if (const auto* sync = std::get_if<AnswerSync>(&action)) {
      std::string line = "sync " + names_[sync->request] + " -> " + error(sync->answer.error);
      if (sync->answer.error == ErrorCode::None) line += " assignment=" + sync->answer.assignment;
      say(line);
    } else {
      const auto& write = std::get<WriteGroup>(action);
      written_[write.write] = write.snapshot;
      std::string line = "write " + std::to_string(write.write) +
                         ": generation=" + std::to_string(write.snapshot.generation);
      for (const auto& member : write.snapshot.members)
        line += "\n      " + member.member_id + ": " + show_subscription(member.subscription) +
                " assignment=" + member.assignment;
      say(line);
    }
  }

  void rebalance_started(std::string_view, std::int32_t, std::string_view reason) override {
    say("rebalance: " + std::string(reason));
  }
  void member_joined(const Member& member, std::string_view reason) override {
    say(std::string(member.member_id) + " joined" +
        (reason.empty() ? "" : " (" + std::string(reason) + ")"));
  }
  void member_gone(const Member& member, MemberGone, std::string_view reason) override {
    say(std::string(member.member_id) + " is gone" +
        (reason.empty() ? "" : ": " + std::string(reason)));
  }
  void static_member_replaced(const Member& member, std::string_view old_member_id) override {
    say(std::string(member.member_id) + " takes the place of " + std::string(old_member_id));
  }

  static std::string error(ErrorCode code) { return std::string(to_string(code)); }
  void say(const std::string& text) { out_ += "    " + text + "\n"; }

  GroupOptions options_;
  std::unique_ptr<Group> group_;
  Moment now_;
  RequestId last_request_ = 0;
  int uuids_ = 0;
  std::map<RequestId, std::string> names_;
  std::map<std::uint64_t, GroupSnapshot> written_;
  std::string out_;
};

}  // namespace

std::string play_group_script(const std::string& script) { return Player().play(script); }

}  // namespace barnabas

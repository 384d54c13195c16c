#include "generator/run/state_machine_parser.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <optional>

#include "generator/emitters/go_duration.h"
#include "generator/proof/json_place.h"
#include "protocol/base/suggest.h"

namespace barnabas {
namespace {

constexpr double unsaid = -1;
constexpr std::string_view ends_of_words = " \t\r\n;|#";

std::optional<double> read_probability(std::string_view text) {
  const bool percent = text.ends_with('%');
  if (percent) text.remove_suffix(1);
  double number = 0;
  const auto* end = text.data() + text.size();
  const auto read = std::from_chars(text.data(), end, number);
  if (read.ec != std::errc() || read.ptr != end || text.empty()) return std::nullopt;
  return percent ? number / 100 : number;
}

bool starts_like_a_number(std::string_view token) {
  return !token.empty() && ((token[0] >= '0' && token[0] <= '9') || token[0] == '.');
}

}  // namespace

void StateMachineParser::next() {
  while (at_ < text_.size()) {
    const char letter = text_[at_];
    if (letter == '#') {
      at_ = std::min(text_.find('\n', at_), text_.size());
    } else if (letter == ' ' || letter == '\t' || letter == '\r') {
      ++at_;
    } else {
      break;
    }
  }
  token_at_ = at_;
  if (at_ == text_.size()) {
    token_ = {};
    return;
  }
  const char letter = text_[at_];
  if (letter == '\n' || letter == ';' || letter == '|') {
    token_ = letter == '|' ? "|" : ";";
    ++at_;
    return;
  }
  at_ = std::min(text_.find_first_of(ends_of_words, at_), text_.size());
  // An arrow may stand close to what is before and behind it.
  const auto word = text_.substr(token_at_, at_ - token_at_);
  const auto arrow = word.find("->");
  if (arrow == 0) at_ = token_at_ + 2;
  if (arrow != word.npos && arrow > 0) at_ = token_at_ + arrow;
  token_ = text_.substr(token_at_, at_ - token_at_);
}

bool StateMachineParser::is_word() const {
  return !token_.empty() && token_ != ";" && token_ != "|" && token_ != "->";
}

tl::unexpected<Error> StateMachineParser::wrong_at(std::size_t at, std::string message) const {
  const auto place = place_of(text_, at);
  return fail(ErrorCode::InvalidConfig,
              fmt::format("line {}, column {}: {}", place.line, place.column, message));
}

tl::unexpected<Error> StateMachineParser::wrong(std::string_view expected) const {
  const auto found = token_.empty()  ? std::string("the end")
                     : token_ == ";" ? std::string("the end of the statement")
                                     : fmt::format("'{}'", token_);
  return wrong_at(token_at_, fmt::format("expected {}, found {}", expected, found));
}

Result<std::vector<StateMachine::State>> StateMachineParser::run() {
  for (next(); !token_.empty();) {
    if (token_ == ";") {
      next();
      continue;
    }
    if (auto done = statement(); !done) return tl::unexpected(done.error());
  }
  if (states_.empty()) return wrong("a state, as new -> paid after 5s");
  if (auto done = check_all_are_reached(); !done) return tl::unexpected(done.error());
  return std::move(states_);
}

std::size_t StateMachineParser::state(std::string_view name) {
  for (std::size_t i = 0; i < states_.size(); ++i) {
    if (states_[i].name == name) return i;
  }
  states_.push_back({.name = std::string(name), .choices = {}});
  named_at_.push_back(token_at_);
  defined_at_.push_back(text_.npos);
  return states_.size() - 1;
}

Result<void> StateMachineParser::statement() {
  if (!is_word()) return wrong("the name of a state");
  const auto which = state(token_);
  if (defined_at_[which] != text_.npos) {
    const auto before = place_of(text_, defined_at_[which]);
    return wrong_at(token_at_, fmt::format("'{}' has a statement already, in line {}, column {}",
                                           token_, before.line, before.column));
  }
  defined_at_[which] = token_at_;
  next();
  using End = StateMachine::End;
  auto& end = states_[which].end;
  if (token_ == "->") {
    end = End::No;
    next();
    return choices(which);
  }
  if (token_ != "end" && token_ != "delete" && token_ != "tombstone")
    return wrong("->, end, delete or tombstone");
  end = token_ == "end" ? End::Keep : token_ == "delete" ? End::Delete : End::Tombstone;
  next();
  if (!token_.empty() && token_ != ";") return wrong("the end of the statement");
  return {};
}

Result<void> StateMachineParser::choices(std::size_t from) {
  std::vector<Choice> all;
  const auto said_at = token_at_;
  while (true) {
    if (!is_word() || starts_like_a_number(token_)) return wrong("the name of a state");
    Choice choice{.state = state(token_), .probability = unsaid, .dwell = {}};
    next();
    if (is_word() && token_ != "after") {
      const auto probability = read_probability(token_);
      if (!probability || !(*probability >= 0 && *probability <= 1))
        return wrong("a probability, as 90% or 0.9, after and a time, |, or the next line");
      choice.probability = *probability;
      next();
    }
    if (token_ == "after") {
      next();
      auto time = dwell();
      if (!time) return tl::unexpected(time.error());
      choice.dwell = *time;
    }
    all.push_back(choice);
    if (token_.empty() || token_ == ";") break;
    if (token_ != "|") return wrong("after and a time, |, or the next line");
    next();
  }
  if (auto shared = share_out(all, said_at); !shared) return shared;
  states_[from].choices = std::move(all);
  return {};
}

// Those that are not said share what is left.
Result<void> StateMachineParser::share_out(std::vector<Choice>& choices, std::size_t said_at) {
  double said = 0;
  double silent = 0;
  for (const auto& choice : choices) {
    if (choice.probability == unsaid)
      ++silent;
    else
      said += choice.probability;
  }
  if (said > 1 + 1e-9 || (silent == 0 && said < 1 - 1e-9)) {
    return wrong_at(said_at,
                    fmt::format("the probabilities add up to {:.6g}%, expected 100%", said * 100));
  }
  for (auto& choice : choices) {
    if (choice.probability == unsaid) choice.probability = std::max(0.0, 1 - said) / silent;
  }
  return {};
}

Result<std::int64_t> StateMachineParser::duration() {
  auto parsed = parse_go_duration("", token_);
  if (!is_word() || !parsed || *parsed < 0) return wrong("a duration, as 500ms, 5s or 1h30m");
  next();
  return *parsed;
}

Result<StateMachine::Dwell> StateMachineParser::dwell() {
  using Kind = StateMachine::Dwell::Kind;
  StateMachine::Dwell dwell;
  const auto dots = token_.find("..");
  if (token_ == "exponential" || token_ == "normal") {
    dwell.kind = token_ == "normal" ? Kind::Normal : Kind::Exponential;
    next();
    auto first = duration();
    if (!first) return tl::unexpected(first.error());
    dwell.first_ns = *first;
    if (dwell.kind == Kind::Exponential) return dwell;
    auto second = duration();
    if (!second) return tl::unexpected(second.error());
    dwell.second_ns = *second;
    return dwell;
  }
  if (dots == token_.npos) {
    auto time = duration();
    if (!time) return tl::unexpected(time.error());
    dwell.first_ns = *time;
    return dwell;
  }
  const auto least = parse_go_duration("", token_.substr(0, dots));
  const auto most = parse_go_duration("", token_.substr(dots + 2));
  if (!least || !most || *least < 0 || *most < *least)
    return wrong("two durations, the smaller one first, as 5s..2m");
  next();
  dwell = {.kind = Kind::Uniform, .first_ns = *least, .second_ns = *most};
  return dwell;
}

Result<void> StateMachineParser::check_all_are_reached() const {
  std::vector<bool> reached(states_.size());
  std::vector<std::size_t> open{0};
  reached[0] = true;
  while (!open.empty()) {
    const auto from = open.back();
    open.pop_back();
    for (const auto& choice : states_[from].choices) {
      if (reached[choice.state]) continue;
      reached[choice.state] = true;
      open.push_back(choice.state);
    }
  }
  const auto lost = std::find(reached.begin(), reached.end(), false);
  if (lost == reached.end()) return {};
  const auto which = static_cast<std::size_t>(lost - reached.begin());
  // A target without a statement of its own may be this one, misspelt.
  std::vector<std::string> targets;
  for (std::size_t i = 0; i < states_.size(); ++i) {
    if (defined_at_[i] == text_.npos) targets.push_back(states_[i].name);
  }
  return wrong_at(named_at_[which],
                  fmt::format("no way leads to '{}' from '{}'.{}", states_[which].name,
                              states_[0].name, did_you_mean(states_[which].name, targets)));
}

}  // namespace barnabas

#include "generator/outputs/http_output.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "generator/outputs/retry.h"

namespace barnabas {
namespace {

using Milliseconds = std::chrono::milliseconds;
using Verdict = Judgement::Verdict;

constexpr Milliseconds look_for_signals{100};
constexpr std::size_t shown_answer_max = 200;

}  // namespace

Judgement judge_status(const HttpClientResponse& response, const std::string& what) {
  const int status = response.status;
  if (status >= 200 && status < 300) return {.verdict = Verdict::Arrived};
  auto answer = response.body.substr(0, shown_answer_max);
  std::replace(answer.begin(), answer.end(), '\n', ' ');
  const auto why =
      fmt::format("{}: status {}{}{}", what, status, answer.empty() ? "" : ": ", answer);
  if (status == 408 || status == 425 || status == 429 || status >= 500)
    return {.verdict = Verdict::Again, .why = why};
  const bool all = status == 401 || status == 403 || status == 404 || status == 405;
  return {.verdict = all ? Verdict::GiveUp : Verdict::Failed, .why = why};
}

Result<std::unique_ptr<HttpOutput>> HttpOutput::connect(HttpOutputOptions options,
                                                        std::unique_ptr<RequestForm> form,
                                                        StopSignal& signal) {
  std::unique_ptr<HttpOutput> output(new HttpOutput(std::move(options), std::move(form), signal));
  auto transfers = make_http_transfers(output->options_.transfers);
  if (!transfers) return tl::unexpected(transfers.error());
  output->transfers_ = *std::move(transfers);
  auto there = output->transfers_->probe(output->options_.url);
  if (there) return output;
  return fail(there.error().code, fmt::format("output {}: {}", output->options_.name,
                                              output->advised(there.error().message)));
}

Result<std::size_t> HttpOutput::open(const ChannelConfig& config) {
  if (auto opened = form_->open(config); !opened) return tl::unexpected(opened.error());
  channels_.push_back({.channel = channels_.size(), .request = {}, .ends = {}, .began = {}});
  return channels_.size() - 1;
}

Result<void> HttpOutput::state() const {
  if (error_.empty()) return {};
  return fail(ErrorCode::UnknownServerError, error_);
}

std::string HttpOutput::advised(const std::string& trouble) const {
  // One of these words is in all that libcurl says of TLS.
  const bool tls =
      trouble.find("SSL") != trouble.npos || trouble.find("certificate") != trouble.npos;
  return fmt::format(
      "{}; {}", trouble,
      tls ? "look at tls.root_ca_file, tls.cert_file and tls.key_file" : form_->advice());
}

Result<void> HttpOutput::put(std::size_t channel, const Record& record) {
  if (!error_.empty()) return state();
  ++taken_;
  auto& batch = channels_[channel];
  if (auto added = form_->add(record, batch); !added) {
    counter_.add_failed(added.error().message);
    return {};
  }
  batch.began.push_back(DeliveryCounter::begin_of(record));
  batch.ends.push_back(batch.request.body.size());
  const bool full = options_.batch_bytes > 0 && batch.request.body.size() >= options_.batch_bytes;
  if (full || batch.records() >= options_.batch_records) send(channel);
  return state();
}

void HttpOutput::send(std::size_t channel) {
  auto& collected = channels_[channel];
  if (collected.records() == 0) return;
  auto batch = std::make_shared<HttpBatch>(std::move(collected));
  collected = {.channel = channel, .request = {}, .ends = {}, .began = {}};
  if (auto completed = form_->complete(*batch); !completed)
    return counter_.add_failed(completed.error().message, batch->records());
  work_until(options_.in_flight - 1, signal_);
  if (!error_.empty()) return;  // counted as lost in finish()
  start(std::move(batch));
  transfers_->work(Milliseconds(0));
}

void HttpOutput::start(std::shared_ptr<HttpBatch> batch) {
  auto request = std::move(batch->request);
  transfers_->start(std::move(request), [this, batch](HttpClientRequest sent,
                                                      Result<HttpClientResponse> response) {
    batch->request = std::move(sent);
    ended(*batch, response);
    if (batch->records() == 0 || !error_.empty()) return;
    waiting_.push_back({.due = Clock::now() + retry_pause(batch->failed_tries), .batch = batch});
  });
}

// Leaves in the batch what is to be sent again.
void HttpOutput::ended(HttpBatch& batch, const Result<HttpClientResponse>& response) {
  if (response) return act(form_->judge(batch, *response, counter_), batch);
  act({.verdict = Verdict::Again, .why = advised(response.error().message)}, batch);
}

void HttpOutput::act(const Judgement& judgement, HttpBatch& batch) {
  switch (judgement.verdict) {
    case Verdict::Again:
      if (++batch.failed_tries <= options_.retries) return;
      return give_up(
          fmt::format("{} (given up after {} tries)", judgement.why, batch.failed_tries));
    case Verdict::GiveUp:
      return give_up(judgement.why);
    case Verdict::Failed:
      counter_.add_failed(judgement.why, batch.records());
      break;
    case Verdict::Arrived:
      counter_.add_all_delivered(batch.began);
      break;
    case Verdict::Counted:
      break;
  }
  batch.began.clear();
}

void HttpOutput::give_up(const std::string& why) {
  if (error_.empty()) error_ = fmt::format("output {}: {}", options_.name, why);
}

std::chrono::milliseconds HttpOutput::start_those_due() {
  auto patience = look_for_signals;
  const auto now = Clock::now();
  for (std::size_t i = 0; i < waiting_.size();) {
    if (waiting_[i].due <= now) {
      auto batch = std::move(waiting_[i].batch);
      waiting_.erase(waiting_.begin() + static_cast<std::ptrdiff_t>(i));
      start(std::move(batch));
      continue;
    }
    const auto left = std::chrono::ceil<Milliseconds>(waiting_[i].due - now);
    patience = std::min(patience, left);
    ++i;
  }
  return patience;
}

void HttpOutput::work_until(std::size_t under_way_max, StopSignal& signal) {
  while (under_way() > under_way_max && error_.empty()) {
    if (signal.stopped()) return;
    transfers_->work(start_those_due());
  }
}

Result<void> HttpOutput::flush() {
  const auto now = DeliveryCounter::now();
  for (std::size_t channel = 0; channel < channels_.size(); ++channel) {
    const auto& batch = channels_[channel];
    if (batch.records() > 0 && now - batch.began.front() >= options_.batch_age) send(channel);
  }
  work_until(0, signal_);
  return state();
}

Delivery HttpOutput::finish(StopSignal& signal) {
  for (std::size_t channel = 0; channel < channels_.size() && error_.empty(); ++channel)
    send(channel);
  work_until(0, signal);
  auto why = error_;
  if (why.empty()) why = "a second signal ended the wait for " + options_.name;
  transfers_ = nullptr;  // tells no more ends
  const auto known = counter_.counts();
  counter_.add_failed(why, taken_ - known.delivered - known.failed);
  return counter_.delivery();
}

}  // namespace barnabas

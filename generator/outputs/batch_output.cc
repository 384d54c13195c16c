#include "generator/outputs/batch_output.h"

#include <fmt/format.h>

#include <algorithm>

#include "generator/outputs/retry.h"

namespace barnabas {

Result<std::size_t> BatchOutput::open(const ChannelConfig& config) {
  if (auto opened = writer_->open(config); !opened) return tl::unexpected(opened.error());
  channels_.emplace_back();
  return channels_.size() - 1;
}

Result<void> BatchOutput::state() const {
  if (error_.empty()) return {};
  return fail(ErrorCode::UnknownServerError, error_);
}

Result<void> BatchOutput::put(std::size_t channel, const Record& record) {
  if (!error_.empty()) return state();
  if (auto added = writer_->add(channel, record); !added) {
    counter_.add_failed(added.error().message);
    return {};
  }
  auto& began = channels_[channel];
  began.push_back(DeliveryCounter::begin_of(record));
  const bool full =
      began.size() >= options_.batch_records || writer_->bytes(channel) >= options_.batch_bytes;
  if (full) write(channel, signal_);
  return state();
}

Result<void> BatchOutput::flush() {
  for (std::size_t channel = 0; channel < channels_.size(); ++channel) write(channel, signal_);
  return state();
}

void BatchOutput::write(std::size_t channel, StopSignal& signal) {
  auto& began = channels_[channel];
  for (int failed_tries = 0; !began.empty() && error_.empty();) {
    answers_.clear();
    const auto written = writer_->write(channel, answers_);
    count(answers_, began);
    if (written) continue;
    const auto& why = written.error();
    ++failed_tries;
    if (why.code != ErrorCode::BrokerNotAvailable) {
      error_ = fmt::format("output {}: {}", options_.name, why.message);
    } else if (failed_tries > options_.retries) {
      error_ = fmt::format("output {}: {} (given up after {} tries)", options_.name, why.message,
                           failed_tries);
    } else {
      if (signal.stopped()) return;  // finish() tries once more
      signal.wait_until(StopSignal::Clock::now() + retry_pause(failed_tries));
    }
  }
}

void BatchOutput::count(const std::vector<std::string>& answers, Began& began) {
  for (std::size_t i = 0; i < answers.size(); ++i) {
    if (answers[i].empty())
      counter_.add_delivered(began[i]);
    else
      counter_.add_failed(answers[i]);
  }
  began.erase(began.begin(), began.begin() + static_cast<std::ptrdiff_t>(answers.size()));
}

Delivery BatchOutput::finish(StopSignal& signal) {
  for (std::size_t channel = 0; channel < channels_.size(); ++channel) {
    write(channel, signal);
    counter_.add_failed(
        error_.empty() ? "a second signal ended the wait for " + options_.name : error_,
        channels_[channel].size());
    channels_[channel].clear();
  }
  return counter_.delivery();
}

}  // namespace barnabas

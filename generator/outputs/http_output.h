#pragma once
// HttpOutput: records in requests to an HTTP server: plain ones, or those of a search engine or an
// object store, as its form has them.
//
// Records are collected until a batch is full or a pause comes; some requests are under way at a
// time, and put() waits when they are. What may pass (no connection, "too many requests") is tried
// again, with longer and longer pauses; when that does not help, or the server refuses everything,
// the run ends. One thread: requests go on while put(), flush() or finish() run.

#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "generator/outputs/request_form.h"
#include "generator/run/output.h"

namespace barnabas {

struct HttpOutputOptions {
  std::string name;  // "elastic", for messages
  std::string url;   // of the server
  HttpTransferOptions transfers;
  std::size_t batch_records = 1;
  std::size_t batch_bytes = 0;  // a batch that has them is sent; 0: any number
  // A batch that is younger stays when a pause comes.
  std::chrono::nanoseconds batch_age{0};
  std::size_t in_flight = 8;  // requests at a time
  int retries = 5;
};

class HttpOutput : public Output {
 public:
  // Connects once, to see whether anybody is there; if not, ErrorCode::BrokerNotAvailable. The
  // signal must outlive the output: it ends waiting for a server that is slow.
  static Result<std::unique_ptr<HttpOutput>> connect(HttpOutputOptions options,
                                                     std::unique_ptr<RequestForm> form,
                                                     StopSignal& signal);

  Result<std::size_t> open(const ChannelConfig& config) override;
  Result<void> put(std::size_t channel, const Record& record) override;
  Result<void> flush() override;
  DeliveryCounts counts() override { return counter_.counts(); }
  Delivery finish(StopSignal& signal) override;

 private:
  using Clock = StopSignal::Clock;

  // A request that failed, and is due again.
  struct Waiting {
    Clock::time_point due;
    std::shared_ptr<HttpBatch> batch;
  };

  HttpOutput(HttpOutputOptions options, std::unique_ptr<RequestForm> form, StopSignal& signal)
      : options_(std::move(options)), form_(std::move(form)), signal_(signal) {}
  Result<void> state() const;
  // Why no server answers, and which property to look at.
  std::string advised(const std::string& trouble) const;
  std::size_t under_way() const { return transfers_->in_flight() + waiting_.size(); }
  // Sends what the channel has collected.
  void send(std::size_t channel);
  void start(std::shared_ptr<HttpBatch> batch);
  void ended(HttpBatch& batch, const Result<HttpClientResponse>& response);
  void act(const Judgement& judgement, HttpBatch& batch);
  void give_up(const std::string& why);
  // Lets requests go on until at most so many are under way, or a signal comes.
  void work_until(std::size_t under_way_max, StopSignal& signal);
  std::chrono::milliseconds start_those_due();

  const HttpOutputOptions options_;
  const std::unique_ptr<RequestForm> form_;
  StopSignal& signal_;
  std::unique_ptr<HttpTransfers> transfers_;
  std::vector<HttpBatch> channels_;  // what each has collected
  std::vector<Waiting> waiting_;
  DeliveryCounter counter_;
  std::uint64_t taken_ = 0;  // records
  std::string error_;        // why nothing more can be sent
};

}  // namespace barnabas

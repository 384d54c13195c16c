#pragma once
// RequestForm: how records become requests of one kind of server, and what its answers mean.

#include <chrono>
#include <cstddef>
#include <string>
#include <vector>

#include "generator/http/http_transfers.h"
#include "generator/outputs/delivery_counter.h"
#include "generator/run/output.h"

namespace barnabas {

// Records on their way in one request.
struct HttpBatch {
  std::size_t channel = 0;
  HttpClientRequest request;                    // its body has the records so far
  std::vector<std::size_t> ends;                // where each record ends in the body
  std::vector<std::chrono::nanoseconds> began;  // what the latency of each counts from
  int failed_tries = 0;

  std::size_t records() const { return began.size(); }
};

// What came of a request.
struct Judgement {
  enum class Verdict {
    Arrived,  // all records
    Failed,   // none of them, and sending them again would not help
    Counted,  // the form has told the counter what became of each
    Again,    // what is still in the batch may get through later
    GiveUp,   // this server takes nothing like this
  };
  Verdict verdict = Verdict::Arrived;
  std::string why = {};
};

class RequestForm {
 public:
  virtual ~RequestForm() = default;

  // Numbers of channels count from 0.
  virtual Result<void> open(const ChannelConfig& config) = 0;
  // Appends the record to the body. An error says why this record cannot be sent; others can.
  virtual Result<void> add(const Record& record, HttpBatch& batch) = 0;
  // Makes the request of a batch that gets no more records.
  virtual Result<void> complete(HttpBatch& batch) = 0;
  virtual Judgement judge(HttpBatch& batch, const HttpClientResponse& response,
                          DeliveryCounter& counter) = 0;
  // Which property to look at when nobody answers: a half-sentence.
  virtual std::string advice() const = 0;
};

// What statuses mean for most servers: 2xx arrived, 408, 425, 429 and 5xx may pass, 401, 403, 404
// and 405 hold for all requests, others for this one. `why` says the status and how the answer
// begins.
Judgement judge_status(const HttpClientResponse& response, const std::string& what);

}  // namespace barnabas

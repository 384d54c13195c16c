// HttpTransfers on libcurl's multi interface: for the module barnabas-http.so.

#include <algorithm>
#include <utility>
#include <vector>

#include "generator/http/curl_request.h"

namespace barnabas {
namespace {

class CurlTransfers : public HttpTransfers {
 public:
  explicit CurlTransfers(HttpTransferOptions options)
      : options_(std::move(options)), multi_(curl_multi_init()), share_(curl_share_init()) {
    curl_share_setopt(share_, CURLSHOPT_SHARE, CURL_LOCK_DATA_COOKIE);
  }
  ~CurlTransfers() override {
    for (auto& transfer : transfers_) {
      if (transfer->done != nullptr) curl_multi_remove_handle(multi_, transfer->request.handle());
    }
    transfers_.clear();
    curl_multi_cleanup(multi_);
    curl_share_cleanup(share_);
  }
  CurlTransfers(const CurlTransfers&) = delete;
  CurlTransfers& operator=(const CurlTransfers&) = delete;

  Result<void> probe(const std::string& url) override {
    CurlRequest request;
    request.prepare({.method = "GET", .url = url, .headers = {}, .body = {}}, options_);
    curl_easy_setopt(request.handle(), CURLOPT_CONNECT_ONLY, 1L);
    const auto answered = request.result(curl_easy_perform(request.handle()));
    if (!answered) return tl::unexpected(answered.error());
    return {};
  }

  void start(HttpClientRequest request, Done done) override {
    auto& transfer = free_transfer();
    transfer.done = std::move(done);
    transfer.request.prepare(std::move(request), options_);
    auto* handle = transfer.request.handle();
    curl_easy_setopt(handle, CURLOPT_PRIVATE, &transfer);
    if (options_.cookies) {
      curl_easy_setopt(handle, CURLOPT_SHARE, share_);
      curl_easy_setopt(handle, CURLOPT_COOKIEFILE, "");
    }
    ++in_flight_;
    curl_multi_add_handle(multi_, handle);
  }

  std::size_t in_flight() const override { return in_flight_; }

  void work(std::chrono::milliseconds patience) override {
    int running = 0;
    curl_multi_perform(multi_, &running);
    if (collect() || patience.count() == 0) return;
    curl_multi_poll(multi_, nullptr, 0, static_cast<int>(patience.count()), nullptr);
    curl_multi_perform(multi_, &running);
    collect();
  }

 private:
  struct Transfer {
    CurlRequest request;
    Done done;  // none: it is free
  };

  Transfer& free_transfer() {
    const auto found = std::find_if(transfers_.begin(), transfers_.end(),
                                    [](const auto& each) { return each->done == nullptr; });
    if (found != transfers_.end()) return **found;
    return *transfers_.emplace_back(std::make_unique<Transfer>());
  }

  // Tells the ends of transfers; true if there were any.
  bool collect() {
    bool any = false;
    int left = 0;
    while (const auto* message = curl_multi_info_read(multi_, &left)) {
      if (message->msg != CURLMSG_DONE) continue;
      any = true;
      const auto code = message->data.result;
      void* found = nullptr;
      curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &found);
      auto& transfer = *static_cast<Transfer*>(found);
      curl_multi_remove_handle(multi_, message->easy_handle);
      --in_flight_;
      auto result = transfer.request.result(code);
      auto request = transfer.request.take_request();
      // Who is told may start the next one on this handle.
      std::exchange(transfer.done, nullptr)(std::move(request), std::move(result));
    }
    return any;
  }

  const HttpTransferOptions options_;
  CURLM* multi_;
  CURLSH* share_;
  std::vector<std::unique_ptr<Transfer>> transfers_;
  std::size_t in_flight_ = 0;
};

}  // namespace
}  // namespace barnabas

// What the program asks the module for: transfers that are the caller's.
extern "C" barnabas::HttpTransfers* barnabas_make_http_transfers(
    const barnabas::HttpTransferOptions& options) {
  return new barnabas::CurlTransfers(options);
}

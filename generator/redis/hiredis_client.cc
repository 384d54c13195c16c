// RedisClient on hiredis: the module barnabas-redis.so.

#include <hiredis/hiredis.h>

#include <utility>

#include "generator/redis/redis_client.h"

namespace barnabas {
namespace {

timeval time_of(std::chrono::milliseconds time) {
  timeval result{};
  result.tv_sec = static_cast<time_t>(time.count() / 1000);
  result.tv_usec = static_cast<suseconds_t>(time.count() % 1000 * 1000);
  return result;
}

struct ContextDeleter {
  void operator()(redisContext* context) const { redisFree(context); }
};
struct ReplyDeleter {
  void operator()(redisReply* reply) const { freeReplyObject(reply); }
};
using Reply = std::unique_ptr<redisReply, ReplyDeleter>;

class HiredisClient : public RedisClient {
 public:
  explicit HiredisClient(RedisOptions options) : options_(std::move(options)) {}

  Result<void> connect() override {
    const auto patience = time_of(options_.connect_timeout);
    context_.reset(options_.host.starts_with('/')
                       ? redisConnectUnixWithTimeout(options_.host.c_str(), patience)
                       : redisConnectWithTimeout(options_.host.c_str(), options_.port, patience));
    if (context_ == nullptr || context_->err != 0) return gone();
    redisSetTimeout(context_.get(), time_of(options_.answer_timeout));
    redisEnableKeepAlive(context_.get());
    added_ = 0;
    if (auto done = introduce(); !done) {
      context_ = nullptr;
      return done;
    }
    return {};
  }

  void add(std::span<const std::string_view> words) override {
    pointers_.clear();
    sizes_.clear();
    for (const auto word : words) {
      pointers_.push_back(word.data());
      sizes_.push_back(word.size());
    }
    redisAppendCommandArgv(context_.get(), static_cast<int>(words.size()), pointers_.data(),
                           sizes_.data());
    ++added_;
  }

  Result<void> exchange(std::vector<std::string>& answers) override {
    for (; added_ > 0; --added_) {
      void* taken = nullptr;
      if (redisGetReply(context_.get(), &taken) != REDIS_OK) return gone();
      const Reply reply(static_cast<redisReply*>(taken));
      answers.push_back(reply->type == REDIS_REPLY_ERROR ? std::string(reply->str, reply->len)
                                                         : std::string());
    }
    return {};
  }

 private:
  tl::unexpected<Error> gone() {
    const std::string why = context_ == nullptr ? "no memory" : context_->errstr;
    context_ = nullptr;
    added_ = 0;
    return fail(ErrorCode::BrokerNotAvailable, options_.address() + ": " + why);
  }

  Result<void> introduce() {
    const auto database = std::to_string(options_.database);
    if (!options_.password.empty() && options_.user.empty())
      add(std::vector<std::string_view>{"AUTH", options_.password});
    else if (!options_.user.empty())
      add(std::vector<std::string_view>{"AUTH", options_.user, options_.password});
    if (options_.database != 0) add(std::vector<std::string_view>{"SELECT", database});
    if (!options_.client_name.empty())
      add(std::vector<std::string_view>{"CLIENT", "SETNAME", options_.client_name});
    // One that says who is welcome even if nothing else was asked.
    add(std::vector<std::string_view>{"PING"});
    std::vector<std::string> answers;
    if (auto done = exchange(answers); !done) return done;
    for (const auto& answer : answers) {
      if (!answer.empty())
        return fail(ErrorCode::SaslAuthenticationFailed, options_.address() + ": " + answer);
    }
    return {};
  }

  const RedisOptions options_;
  std::unique_ptr<redisContext, ContextDeleter> context_;
  std::size_t added_ = 0;  // commands that have no answer yet
  std::vector<const char*> pointers_;
  std::vector<std::size_t> sizes_;
};

}  // namespace
}  // namespace barnabas

// What the program asks the module for: a client that is the caller's.
extern "C" barnabas::RedisClient* barnabas_make_redis_client(
    const barnabas::RedisOptions& options) {
  return new barnabas::HiredisClient(options);
}

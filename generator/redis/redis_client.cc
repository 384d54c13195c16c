#include "generator/redis/redis_client.h"

#include "generator/modules/module.h"

namespace barnabas {

Result<std::unique_ptr<RedisClient>> make_redis_client(const RedisOptions& options) {
  using Make = RedisClient* (*)(const RedisOptions&);
  constexpr Module module{
      .purpose = "Redis", .file = "barnabas-redis.so", .needs = "hiredis (package libhiredis0.14)"};
  const auto function = module_function(module, "barnabas_make_redis_client");
  if (!function) return tl::unexpected(function.error());
  return std::unique_ptr<RedisClient>(reinterpret_cast<Make>(*function)(options));
}

}  // namespace barnabas

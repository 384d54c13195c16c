#include "generator/mongo/mongo_client.h"

#include "generator/modules/module.h"

namespace barnabas {

Result<std::unique_ptr<MongoClient>> make_mongo_client(const MongoOptions& options) {
  using Make = MongoClient* (*)(const MongoOptions&);
  constexpr Module module{.purpose = "MongoDB",
                          .file = "barnabas-mongo.so",
                          .needs = "libmongoc (package libmongoc-1.0-0)"};
  const auto function = module_function(module, "barnabas_make_mongo_client");
  if (!function) return tl::unexpected(function.error());
  std::unique_ptr<MongoClient> client(reinterpret_cast<Make>(*function)(options));
  if (client != nullptr) return client;
  // What exactly is wrong could only be said with a part of it that may be a password.
  return fail(ErrorCode::InvalidConfig,
              "mongo_uri: expected mongodb://HOST:PORT/?OPTION=VALUE; in a user name or password, "
              "write characters such as @ and / as %40 and %2F");
}

}  // namespace barnabas

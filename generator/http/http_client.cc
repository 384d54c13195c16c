#include "generator/http/http_client.h"

#include "generator/http/http_transfers.h"
#include "generator/modules/module.h"

namespace barnabas {
namespace {

constexpr Module http_module{
    .purpose = "HTTP", .file = "barnabas-http.so", .needs = "libcurl (package libcurl4)"};

}  // namespace

Result<std::unique_ptr<HttpClient>> make_http_client(const HttpOptions& options) {
  using Make = HttpClient* (*)(const HttpOptions&);
  const auto function = module_function(http_module, "barnabas_make_http_client");
  if (!function) return tl::unexpected(function.error());
  return std::unique_ptr<HttpClient>(reinterpret_cast<Make>(*function)(options));
}

Result<std::unique_ptr<HttpTransfers>> make_http_transfers(const HttpTransferOptions& options) {
  using Make = HttpTransfers* (*)(const HttpTransferOptions&);
  const auto function = module_function(http_module, "barnabas_make_http_transfers");
  if (!function) return tl::unexpected(function.error());
  return std::unique_ptr<HttpTransfers>(reinterpret_cast<Make>(*function)(options));
}

}  // namespace barnabas

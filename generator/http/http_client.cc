#include "generator/http/http_client.h"

#include <dlfcn.h>
#include <fmt/format.h>

#include <filesystem>

namespace barnabas {
namespace {

using MakeClient = HttpClient* (*)(const HttpOptions&);

// Beside the program, whatever link it was called by.
std::string module_path() {
  std::error_code error;
  const auto program = std::filesystem::read_symlink("/proc/self/exe", error);
  return (program.parent_path() / "barnabas-http.so").string();
}

tl::unexpected<Error> cannot_load() {
  const char* why = ::dlerror();
  return fail(ErrorCode::InvalidConfig,
              fmt::format("HTTP needs the module barnabas-http.so beside the program, and the "
                          "library libcurl (package libcurl4): {}",
                          why == nullptr ? "it has no such function" : why));
}

}  // namespace

// The module stays loaded until the program ends: its code is needed as long as any client is
// there.
Result<std::unique_ptr<HttpClient>> make_http_client(const HttpOptions& options) {
  void* module = ::dlopen(module_path().c_str(), RTLD_NOW | RTLD_LOCAL);
  if (module == nullptr) return cannot_load();
  void* function = ::dlsym(module, "barnabas_make_http_client");
  if (function == nullptr) return cannot_load();
  auto* make = reinterpret_cast<MakeClient>(function);
  return std::unique_ptr<HttpClient>(make(options));
}

}  // namespace barnabas

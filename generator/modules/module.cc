#include "generator/modules/module.h"

#include <dlfcn.h>
#include <fmt/format.h>

#include <filesystem>

namespace barnabas {

Result<void*> module_function(const Module& module, const char* name) {
  std::error_code ignored;
  const auto program = std::filesystem::read_symlink("/proc/self/exe", ignored);
  const auto path = program.parent_path() / module.file;
  void* library = ::dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
  void* function = library == nullptr ? nullptr : ::dlsym(library, name);
  if (function != nullptr) return function;
  const char* why = ::dlerror();
  return fail(ErrorCode::InvalidConfig,
              fmt::format("{} needs the module {} beside the program, and the library {}: {}",
                          module.purpose, module.file, module.needs,
                          why == nullptr ? "it has no such function" : why));
}

}  // namespace barnabas

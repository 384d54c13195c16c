// `barnabas gen ...`: the generator beside this program, with the arguments as they stand. It is a
// program of its own, because a broker should not have to load what its outputs need.

#include <fmt/core.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>

#include "cli/command_line.h"
#include "cli/commands.h"
#include "cli/exit_code.h"

namespace barnabas {

void add_gen_command(Command& program) {
  program.add({.name = "gen",
               .summary = "Make data to try things with: barnabas-gen, with all of its commands",
               .examples = "  barnabas gen run user -n 5\n"
                           "  barnabas gen emitter run shoestore -a\n"
                           "  barnabas gen --help"});
}

std::optional<int> run_generator(int argc, char** argv) {
  if (argc < 2 || std::strcmp(argv[1], "gen") != 0) return std::nullopt;
  // Beside this program as it is installed, or wherever the shell would find it.
  std::error_code failed;
  const auto own = std::filesystem::read_symlink("/proc/self/exe", failed);
  const auto beside = own.parent_path() / "barnabas-gen";
  argv[1] = const_cast<char*>("barnabas-gen");  // execv takes no const, and changes nothing
  if (!failed) ::execv(beside.c_str(), argv + 1);
  ::execvp(argv[1], argv + 1);
  print_error(fmt::format("cannot start barnabas-gen, neither as {} nor from PATH: {}",
                          beside.string(), std::strerror(errno)));
  return kExitFailed;
}

}  // namespace barnabas

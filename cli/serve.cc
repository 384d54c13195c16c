#include "cli/serve.h"

#include "cli/command_line.h"
#include "cli/exit_code.h"

namespace barnabas {

int run_serve(const ServeOptions&) {
  print_error("this build has no broker yet");
  return kExitFailed;
}

}  // namespace barnabas

#include "protocol/base/check.h"

#include <cstdio>
#include <cstdlib>

namespace barnabas {

void check_failed(const char* text, const char* file, int line) {
  std::fprintf(stderr, "barnabas: broken invariant: %s (%s:%d)\n", text, file, line);
  std::abort();
}

}  // namespace barnabas

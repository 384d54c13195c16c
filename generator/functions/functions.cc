#include "generator/functions/functions.h"

namespace barnabas {

FunctionTable all_functions() {
  FunctionTable table;
  table.add(builtin_functions());
  table.add(context_functions());
  table.add(math_functions());
  table.add(network_functions());
  table.add(text_functions());
  table.add(time_functions());
  table.add(utility_functions());
  return table;
}

}  // namespace barnabas

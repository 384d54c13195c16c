#include "generator/functions/functions.h"

namespace barnabas {

FunctionTable all_functions() {
  FunctionTable table;
  table.add(builtin_functions());
  table.add(address_functions());
  table.add(context_functions());
  table.add(distribution_functions());
  table.add(entity_functions());
  table.add(finance_functions());
  table.add(geo_functions());
  table.add(identifier_functions());
  table.add(markov_functions());
  table.add(math_functions());
  table.add(network_functions());
  table.add(people_functions());
  table.add(phone_functions());
  table.add(security_functions());
  table.add(set_functions());
  table.add(text_functions());
  table.add(time_functions());
  table.add(utility_functions());
  return table;
}

}  // namespace barnabas

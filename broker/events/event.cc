#include "broker/events/event.h"

#include <fmt/core.h>

#include "protocol/wire/printer.h"

namespace barnabas {

EventKind Event::kind() const {
  return std::visit([](const auto& event) { return event.kind; }, body);
}

std::string to_json(const Event& event) {
  const auto fields = std::visit(
      [](auto copy) {
        Printer printer(0, PrintRecords::Size);
        printer.message(copy);
        return printer.take();
      },
      event.body);
  // Behind the opening brace come the event's own fields.
  return fmt::format(R"({{"sequence":{},"time":{},"event":"{}",{})", event.sequence, event.time_ms,
                     event.kind().name, fields.substr(1));
}

}  // namespace barnabas

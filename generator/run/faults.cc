#include "generator/run/faults.h"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <string>
#include <vector>

#include "generator/emitters/config_values.h"
#include "generator/emitters/go_duration.h"
#include "protocol/base/suggest.h"

namespace barnabas {
namespace {

struct Row {
  std::string_view name;
  double Faults::*share;
};
constexpr std::array<Row, 6> rows{{{"late", &Faults::late},
                                   {"reorder", &Faults::reorder},
                                   {"duplicate", &Faults::duplicate},
                                   {"drop", &Faults::drop},
                                   {"corrupt", &Faults::corrupt},
                                   {"null", &Faults::null}}};

tl::unexpected<Error> wrong(std::string_view name, std::string_view part, std::string_view why) {
  return fail(ErrorCode::InvalidRequest, fmt::format("{}: '{}': {}", name, part, why));
}

// What stands behind the colon: how late, or behind how many.
Result<void> read_extent(std::string_view name, std::string_view part, std::string_view fault,
                         std::string_view extent, Faults& faults) {
  if (fault == "late") {
    const auto late = parse_go_duration(name, extent);
    if (!late || *late <= 0) return wrong(name, part, "expected how late, as late=1%:5m");
    faults.late_ms = *late / 1'000'000;
    return {};
  }
  const auto* end = extent.data() + extent.size();
  const auto read = std::from_chars(extent.data(), end, faults.reorder_by);
  if (fault == "reorder" && read.ec == std::errc() && read.ptr == end && faults.reorder_by > 0 &&
      faults.reorder_by <= 1'000'000) {
    return {};
  }
  return wrong(name, part,
               fault == "reorder" ? "expected behind how many records, as reorder=2%:10"
                                  : "only late and reorder have something behind a colon");
}

Result<void> read_part(std::string_view name, std::string_view part, Faults& faults) {
  const auto equals = part.find('=');
  const auto fault = part.substr(0, equals);
  const Row* row = nullptr;
  std::vector<std::string> names;
  for (const auto& each : rows) {
    if (each.name == fault) row = &each;
    names.emplace_back(each.name);
  }
  if (row == nullptr) {
    return wrong(name, part,
                 fmt::format("there are late, reorder, duplicate, drop, corrupt and null.{}",
                             did_you_mean(fault, names)));
  }
  if (equals == part.npos)
    return wrong(name, part, fmt::format("expected a share, as {}=1%", fault));
  const auto rest = part.substr(equals + 1);
  const auto colon = rest.find(':');
  auto share = parse_share(name, rest.substr(0, colon));
  if (!share) return wrong(name, part, fmt::format("expected a share, as {}=1%", fault));
  faults.*row->share = *share;
  if (colon == rest.npos) return {};
  return read_extent(name, part, fault, rest.substr(colon + 1), faults);
}

}  // namespace

Result<Faults> parse_faults(std::string_view name, std::string_view text) {
  Faults faults;
  while (!text.empty()) {
    const auto part = text.substr(0, text.find(','));
    if (auto done = read_part(name, part, faults); !done) return tl::unexpected(done.error());
    text.remove_prefix(std::min(part.size() + 1, text.size()));
  }
  double all = 0;
  for (const auto& row : rows) all += faults.*row.share;
  if (all > 1 + 1e-9) {
    return fail(ErrorCode::InvalidRequest,
                fmt::format("{}: the shares add up to {:.6g}%, and a record has one fault at most",
                            name, all * 100));
  }
  return faults;
}

}  // namespace barnabas

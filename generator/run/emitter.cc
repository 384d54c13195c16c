#include "generator/run/emitter.h"

#include <utility>

namespace barnabas {

TemplateResult<std::unique_ptr<Emitter>> Emitter::make(const EmitterOptions& options,
                                                       const FunctionTable& functions,
                                                       std::unique_ptr<Environment> environment) {
  auto templates = RecordTemplates::parse(options, functions, *environment);
  if (!templates) return tl::unexpected(templates.error());
  return std::unique_ptr<Emitter>(new Emitter(*std::move(templates), std::move(environment)));
}

TemplateResult<std::optional<Record>> Emitter::next(std::int64_t now_ms) {
  chunk_.clear();
  auto made = maker_.append(number_, now_ms, chunk_);
  if (!made) return tl::unexpected(made.error());
  ++number_;
  if (chunk_.empty()) return std::nullopt;
  return chunk_.record(0);
}

}  // namespace barnabas

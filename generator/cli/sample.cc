#include "generator/cli/sample.h"

#include <fmt/format.h>

#include "generator/run/emitter.h"

namespace barnabas {
namespace {

// 2026-01-01, and a second later for each record: any time will do, as long as it stays.
constexpr std::int64_t sample_time_ms = 1'767'225'600'000;

Result<std::unique_ptr<Emitter>> make_emitter(Workspace& workspace, const EmitterConfig& config,
                                              std::uint64_t seed) {
  auto environment =
      workspace.environment(config.locale, {.csv = config.csv, .geojson = config.geojson});
  if (!environment) return tl::unexpected(environment.error());
  EmitterOptions options{.name = config.name,
                         .value_template = config.embedded_template,
                         .key_template = config.key_template,
                         .template_name = "value",
                         .relations = config.relations,
                         .seed = seed};
  if (config.embedded_template.empty()) {
    auto file = workspace.catalog.find(config.value_template);
    if (!file) return tl::unexpected(file.error());
    options.value_template = file->text;
    options.template_name = file->path.empty() ? file->name + ".tpl" : file->path;
  }
  auto made = Emitter::make(options, workspace.functions, *std::move(environment));
  if (!made) return fail(ErrorCode::InvalidConfig, made.error().text());
  return *std::move(made);
}

}  // namespace

Result<void> add_samples(Workspace& workspace, const EmitterConfig& emitter,
                         const SampleOptions& options, Inference& inference) {
  auto made = make_emitter(workspace, emitter, options.seed);
  if (!made) return tl::unexpected(made.error());
  for (std::int64_t number = 0; number < options.samples; ++number) {
    if ((*made)->is_for_entities()) {
      auto& entities = *(*made)->entities();
      entities.notice({.since_start_ns = 0, .ms = sample_time_ms});
      const auto has_next = entities.has_next();
      if (has_next && !*has_next) break;
    }
    const auto record = (*made)->next(sample_time_ms + number * 1000);
    if (!record) return fail(ErrorCode::InvalidConfig, record.error().text());
    if (!*record || !(*record)->has_value) continue;
    if (auto added = inference.add((*record)->value); !added) {
      return fail(ErrorCode::InvalidRecord,
                  fmt::format("{}: the value of record {} {}", emitter.name, number,
                              added.error().message));
    }
  }
  return {};
}

}  // namespace barnabas

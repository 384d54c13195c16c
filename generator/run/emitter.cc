#include "generator/run/emitter.h"

#include <algorithm>
#include <cstring>
#include <utility>

namespace barnabas {
namespace {

// FNV-1a: the same for the same name on every machine.
std::uint64_t hash_of(std::string_view role, std::string_view name) {
  std::uint64_t hash = 0xCBF29CE484222325u;
  for (const auto part : {role, name}) {
    for (const char letter : part) {
      hash = (hash ^ static_cast<unsigned char>(letter)) * 0x100000001B3u;
    }
  }
  return hash;
}

constexpr std::string_view no_key = "null";

bool is_null(std::string_view text) {
  return text.size() == no_key.size() && std::equal(text.begin(), text.end(), no_key.begin(),
                                                    [](char a, char b) { return (a | 0x20) == b; });
}

}  // namespace

TemplateResult<std::unique_ptr<Emitter>> Emitter::make(const EmitterOptions& options,
                                                       const FunctionTable& functions,
                                                       std::unique_ptr<Environment> environment) {
  auto value = Template::parse(
      options.value_template,
      {.name = options.template_name, .functions = &functions, .environment = environment.get()});
  if (!value) return tl::unexpected(value.error());
  std::optional<Template> key;
  if (!is_null(options.key_template)) {
    auto parsed =
        Template::parse(options.key_template,
                        {.name = "key", .functions = &functions, .environment = environment.get()});
    if (!parsed) return tl::unexpected(parsed.error());
    key = *std::move(parsed);
  }
  return std::unique_ptr<Emitter>(
      new Emitter(options, *std::move(value), std::move(key), std::move(environment)));
}

Emitter::Emitter(const EmitterOptions& options, Template value, std::optional<Template> key,
                 std::unique_ptr<Environment> environment)
    : environment_(std::move(environment)),
      value_(std::move(value)),
      key_(std::move(key)),
      value_renderer_(value_, environment_.get()),
      seed_(options.seed),
      value_draws_(hash_of("value:", options.name)),
      key_draws_(hash_of("key:", options.name)),
      oneline_(options.oneline) {
  value_renderer_.set_cancelled(options.cancelled);
  if (!key_) return;
  key_renderer_.emplace(*key_, environment_.get());
  key_renderer_->set_cancelled(options.cancelled);
}

TemplateResult<std::optional<Record>> Emitter::next(std::int64_t now_ms) {
  environment_->record_number = number_;
  environment_->begin_record(now_ms);
  key_text_.clear();
  value_text_.clear();
  if (key_) {
    auto rendered = render_key();
    if (!rendered) return tl::unexpected(rendered.error());
  }
  const RecordId id{.seed = seed_, .emitter = value_draws_, .number = number_};
  auto rendered = value_renderer_.render(id, Value(), value_text_);
  if (!rendered) return tl::unexpected(rendered.error());
  ++number_;
  if (value_.is_stateful()) take_key_of_value();
  if (value_text_.empty()) return std::nullopt;
  if (oneline_) drop_line_ends();
  const auto key = key_text_.view();
  const bool has_key = !key.empty() && !is_null(key);
  return Record{.key = has_key ? key : no_key, .has_key = has_key, .value = value_text_.view()};
}

// What the key shows of a person or place may be shown again by the value.
TemplateResult<void> Emitter::render_key() {
  const RecordId id{.seed = seed_, .emitter = key_draws_, .number = number_};
  auto rendered = key_renderer_->render(id, Value(), key_text_);
  environment_->context.shown = 0;
  return rendered;
}

void Emitter::take_key_of_value() {
  auto& values = environment_->run.values;
  const auto found = values.find("KEY");
  if (found == values.end()) return;
  if (!found->second.empty()) {
    key_text_.clear();
    key_text_.append(found->second);
  }
  values.erase(found);
}

void Emitter::drop_line_ends() {
  char* text = value_text_.reserve(0) - value_text_.size();
  value_text_.set_end(std::remove(text, text + value_text_.size(), '\n'));
}

}  // namespace barnabas

#include "generator/cli/schema_stage.h"

#include <fmt/format.h>

#include <algorithm>

#include "generator/cli/sample.h"
#include "generator/schemas/schema_text.h"

namespace barnabas {
namespace {

bool goes_to_kafka(const EmitterConfig& emitter) { return emitter.output == "kafka"; }

std::string subject_of(const std::string& topic) { return topic + "-value"; }

}  // namespace

Result<void> SchemaStage::prepare(const SchemaOptions& options, const JrConfig* users,
                                  const Workspace& workspace,
                                  const std::vector<EmitterConfig>& emitters, std::uint64_t seed) {
  const bool into_kafka = std::any_of(emitters.begin(), emitters.end(), goes_to_kafka);
  auto plan = plan_schemas(options, users, into_kafka);
  if (!plan) return tl::unexpected(plan.error());
  plan_ = *std::move(plan);
  if (!plan_) return {};
  std::map<std::string, std::string> texts;  // by topic
  if (!plan_->file.empty()) {
    auto text = read_whole_file(plan_->file);
    if (!text) return tl::unexpected(text.error());
    // What is wrong with it is told here, with the file's name, rather than by the registry.
    auto readable = make_value_encoder(*plan_->format, plan_->file, *text, plan_->message);
    if (!readable) return tl::unexpected(readable.error());
    for (const auto& emitter : emitters) texts[emitter.topic] = *text;
  } else if (plan_->auto_register) {
    auto inferred = infer(workspace, emitters, seed);
    if (!inferred) return tl::unexpected(inferred.error());
    texts = *std::move(inferred);
  }
  auto client = make_http_client(plan_->registry.http);
  if (!client) return tl::unexpected(client.error());
  SchemaRegistry registry(**client, plan_->registry.urls);
  for (const auto& emitter : emitters) {
    if (!goes_to_kafka(emitter) || schemas_.count(emitter.topic) > 0) continue;
    // A template that only fills lists has no schema, and needs none.
    const auto text = texts.find(emitter.topic);
    if (text == texts.end() && plan_->auto_register) continue;
    auto schema = schema_of(registry, subject_of(emitter.topic),
                            text == texts.end() ? std::string() : text->second);
    if (!schema) return tl::unexpected(schema.error());
    schemas_[emitter.topic] = *std::move(schema);
  }
  return {};
}

Result<std::map<std::string, std::string>> SchemaStage::infer(
    const Workspace& workspace, const std::vector<EmitterConfig>& emitters,
    std::uint64_t seed) const {
  const auto apart = workspace.fresh();
  struct Topic {
    std::string name;  // of the first emitter
    Inference inference;
  };
  std::map<std::string, Topic> topics;
  for (const auto& emitter : emitters) {
    Inference unused;
    auto* inference = &unused;
    if (goes_to_kafka(emitter)) {
      auto& topic = topics[emitter.topic];
      if (topic.name.empty()) topic.name = emitter.name;
      inference = &topic.inference;
    }
    // Values that go elsewhere need not be JSON; only what they leave in lists matters.
    auto added = add_samples(*apart, emitter, {.seed = seed}, *inference);
    if (!added && goes_to_kafka(emitter)) return tl::unexpected(added.error());
  }
  std::map<std::string, std::string> texts;
  for (const auto& [name, topic] : topics) {
    if (topic.inference.samples() == 0) continue;
    auto text = schema_text(*plan_->format, topic.inference.shape({.name = topic.name}), {});
    if (!text) return fail(text.error().code, topic.name + ": " + text.error().message);
    texts[name] = *std::move(text);
  }
  return texts;
}

Result<RegisteredSchema> SchemaStage::schema_of(SchemaRegistry& registry,
                                                const std::string& subject,
                                                const std::string& text) const {
  if (text.empty()) {
    auto latest = registry.latest(subject);
    if (!latest) return latest;
    if (plan_->format && *plan_->format != latest->format) {
      return fail(ErrorCode::InvalidConfig,
                  fmt::format("subject '{}' has a schema in {}, not in {}", subject,
                              format_name(latest->format), format_name(*plan_->format)));
    }
    return latest;
  }
  auto id = plan_->auto_register ? registry.add(subject, *plan_->format, text)
                                 : registry.find(subject, *plan_->format, text);
  if (!id) return tl::unexpected(id.error());
  return RegisteredSchema{.id = *id, .format = *plan_->format, .text = text};
}

Result<Output*> SchemaStage::before(Output& next, const EmitterConfig& emitter) {
  const auto schema = schemas_.find(emitter.topic);
  if (!plan_ || !goes_to_kafka(emitter)) return &next;
  auto& framed = framed_[&next];
  if (framed == nullptr) framed = std::make_unique<FramedOutput>(next);
  if (schema == schemas_.end()) return framed.get();
  auto encoder = make_value_encoder(schema->second.format, subject_of(emitter.topic),
                                    schema->second.text, plan_->message);
  if (!encoder) return tl::unexpected(encoder.error());
  framed->frame_next({.id = schema->second.id, .encoder = *std::move(encoder)});
  return framed.get();
}

}  // namespace barnabas

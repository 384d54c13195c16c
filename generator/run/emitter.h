#pragma once
// Emitter: makes the records of one stream: key, value, and the rules between them.
//
// Record i follows from the seed, the emitter's name and i, and from what earlier records of the
// run left in lists, counters and values. The key is rendered before the value and is about the
// same person and place; a value that calls set_v "KEY" decides the key of its own record. A value
// that comes out empty is no record: that is how util_ templates fill lists and say nothing.

#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "generator/functions/environment.h"
#include "generator/run/output.h"
#include "generator/template/template.h"

namespace barnabas {

struct EmitterOptions {
  std::string name;            // in messages, and where the draws come from
  std::string value_template;  // texts
  std::string key_template = "null";
  std::string template_name;  // in error texts
  bool oneline = false;       // without the ends of lines in the value
  std::uint64_t seed = 0;
  // A record that is being made fails soon after this becomes true. It must outlive the emitter.
  const std::atomic<bool>* cancelled = nullptr;
};

class Emitter {
 public:
  // Parses both templates. The environment belongs to this emitter; it and the functions must
  // outlive it.
  static TemplateResult<std::unique_ptr<Emitter>> make(const EmitterOptions& options,
                                                       const FunctionTable& functions,
                                                       std::unique_ptr<Environment> environment);

  // The next record at that time, valid until the next call; nothing where the value is empty.
  TemplateResult<std::optional<Record>> next(std::int64_t now_ms);

  // How many were asked for so far.
  std::uint64_t number() const { return number_; }

 private:
  Emitter(const EmitterOptions& options, Template value, std::optional<Template> key,
          std::unique_ptr<Environment> environment);

  TemplateResult<void> render_key();
  void take_key_of_value();
  void drop_line_ends();

  std::unique_ptr<Environment> environment_;
  Template value_;
  std::optional<Template> key_;
  Renderer value_renderer_;
  std::optional<Renderer> key_renderer_;
  std::uint64_t seed_;
  std::uint64_t value_draws_;
  std::uint64_t key_draws_;
  bool oneline_;
  std::uint64_t number_ = 0;
  TextBuffer value_text_;
  TextBuffer key_text_;
};

}  // namespace barnabas

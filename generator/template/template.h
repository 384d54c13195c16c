#pragma once
// Template: a text with actions between {{ and }}, parsed once, rendered for each record.
//
// The language is Go's text/template, complete. Beyond it, unless `strict`: numbers of different
// types convert where Go ends with an error. A parsed template is immutable: any number of
// renderers, one a thread, may use it.

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "generator/template/error.h"
#include "generator/template/function.h"
#include "generator/template/text_buffer.h"
#include "generator/template/value.h"

namespace barnabas {

struct Program;
class Interpreter;

struct TemplateOptions {
  std::string name = "template";             // in error texts; usually the file
  const FunctionTable* functions = nullptr;  // nullptr: Go's builtins only
  Environment* environment = nullptr;        // for functions that look things up when parsed
  bool strict = false;                       // Go's type rules to the letter
};

class Template {
 public:
  static TemplateResult<Template> parse(std::string_view text, const TemplateOptions& options);

  Template(Template&&) noexcept;
  Template& operator=(Template&&) noexcept;
  ~Template();

  // False if record i depends on nothing but i and the seed: then threads may share the work.
  bool is_stateful() const;

  // Whether it names a field or method of that name, of whatever object.
  bool asks_for(std::string_view name) const;

  // How many operations the main part became: for those who want to see what was merged.
  std::size_t operation_count() const;

 private:
  friend class Renderer;
  explicit Template(std::unique_ptr<Program> program);

  std::unique_ptr<Program> program_;
};

// Which record is rendered: the place where its draws come from.
struct RecordId {
  std::uint64_t seed = 0;
  std::uint64_t emitter = 0;
  std::uint64_t number = 0;
};

// Renders records of one template. Belongs to one thread; allocates nothing once warm.
class Renderer {
 public:
  // Both must outlive the renderer.
  Renderer(const Template& parsed, Environment* environment);
  Renderer(Renderer&&) noexcept;
  Renderer& operator=(Renderer&&) noexcept;
  ~Renderer();

  // Appends one record. After an error the buffer holds what was written before it, as with Go:
  // the caller cuts it off. `dot` is the data, `.` and `$` in the template.
  TemplateResult<void> render(const RecordId& record, const Value& dot, TextBuffer& out);

  // Rendering fails soon after the flag becomes true, in the middle of a loop if need be; nullptr:
  // it goes on to the end. The flag must outlive the renderer.
  void set_cancelled(const std::atomic<bool>* cancelled);

 private:
  std::unique_ptr<Interpreter> interpreter_;
};

}  // namespace barnabas

#include "generator/proof/infer.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "generator/proof/guess.h"
#include "generator/proof/shape.h"

namespace barnabas {
namespace {

class Writer {
 public:
  explicit Writer(KnownWords& known) : known_(known) {}

  // What to write in the place of the values of this shape.
  std::string value(const Shape& shape, const FieldName& name, std::size_t depth) {
    struct Kind {
      std::size_t count;
      std::string text;
    };
    std::vector<Kind> kinds;
    const auto add = [&](std::size_t count, const auto& write) {
      if (count > 0) kinds.push_back({count, write()});
    };
    add(shape.objects, [&] { return object(shape, name, depth); });
    add(shape.lengths.size(), [&] { return array(shape, name, depth); });
    add(shape.texts.size(), [&] { return told(name, guess_text(name, shape.texts, known_)); });
    add(shape.integers.size() + shape.floats.size(), [&] { return number(shape, name); });
    add(shape.trues + shape.falses, [&] { return boolean(shape, name); });
    add(shape.nulls, [&] { return std::string("null"); });
    if (kinds.empty()) return "null";
    std::stable_sort(kinds.begin(), kinds.end(),
                     [](const Kind& a, const Kind& b) { return a.count > b.count; });
    if (kinds.size() == 1) {
      if (shape.nulls > 0) note(name, "null, as it always was");
      return kinds.front().text;
    }
    note(name, shape.nulls > 0 ? fmt::format("null in {} %", percent(shape.nulls, shape.seen))
                               : "of several kinds, as seen");
    std::string text = "{{if ";
    auto left = shape.seen;
    for (std::size_t i = 0; i + 1 < kinds.size(); ++i) {
      text += fmt::format("{}{}}}}}{}", i == 0 ? "" : "{{else if ", chance(kinds[i].count, left),
                          kinds[i].text);
      left -= kinds[i].count;
    }
    return text + "{{else}}" + kinds.back().text + "{{end}}";
  }

  const std::vector<std::string>& notes() const { return notes_; }

 private:
  static std::size_t percent(std::size_t part, std::size_t whole) {
    return std::clamp<std::size_t>((part * 100 + whole / 2) / whole, 1, 99);
  }
  // A condition that holds in so many cases.
  static std::string chance(std::size_t part, std::size_t whole) {
    return fmt::format("lt (integer 0 100) {}", percent(part, whole));
  }

  static std::string indent(std::size_t depth) { return '\n' + std::string(depth * 2, ' '); }

  void note(const FieldName& name, const std::string& why) {
    auto line = fmt::format("{}: {}", name.path().empty() ? "the value" : name.path(), why);
    // A comment ends where its end stands, wherever that is; and it may hold no end of line.
    for (auto at = line.find("*/"); at != line.npos; at = line.find("*/", at))
      line.insert(at + 1, " ");
    std::replace(line.begin(), line.end(), '\n', ' ');
    if (std::find(notes_.begin(), notes_.end(), line) == notes_.end()) notes_.push_back(line);
  }

  std::string told(const FieldName& name, const Guess& guess) {
    note(name, guess.why);
    return guess.text;
  }

  std::string number(const Shape& shape, const FieldName& name) {
    if (shape.floats.empty()) return told(name, guess_integer(name, shape.integers));
    auto numbers = shape.floats;
    for (const auto integer : shape.integers) numbers.push_back(static_cast<double>(integer));
    return told(name, guess_float(name, numbers, shape.decimals));
  }

  std::string boolean(const Shape& shape, const FieldName& name) {
    constexpr std::size_t enough = 10;
    const auto all = shape.trues + shape.falses;
    if (all < enough) {
      note(name, "true or false");
      return "{{bool}}";
    }
    note(name, fmt::format("true in {} of {}", shape.trues, all));
    if (shape.trues == 0) return "false";
    if (shape.falses == 0) return "true";
    return fmt::format("{{{{weighted \"true={}|false={}\"}}}}", shape.trues, shape.falses);
  }

  // Fields in their order, except that one that is always there comes first: no comma hangs on one
  // that may be left out.
  std::string object(const Shape& shape, const FieldName& name, std::size_t depth) {
    if (shape.fields.empty()) return "{}";
    std::vector<const ShapeField*> fields;
    for (const auto& field : shape.fields) fields.push_back(&field);
    const auto always = std::find_if(fields.begin(), fields.end(), [&](const ShapeField* field) {
      return field->shape.seen == shape.objects;
    });
    if (always != fields.end()) std::rotate(fields.begin(), always, always + 1);
    std::string text = "{";
    for (const auto* field : fields) {
      const bool first = field == fields.front();
      const auto path = name.path().empty() ? field->name : name.path() + '.' + field->name;
      const FieldName inner(path, field->name);
      const auto line = indent(depth + 1) + json_literal(field->name) + ": " +
                        value(field->shape, inner, depth + 1);
      if (field->shape.seen < shape.objects && !first) {
        note(inner, fmt::format("there in {} %", percent(field->shape.seen, shape.objects)));
        text += fmt::format("{{{{if {}}}}},{}{{{{end}}}}", chance(field->shape.seen, shape.objects),
                            line);
        continue;
      }
      if (!first) text += ',';
      text += line;
    }
    return text + indent(depth) + '}';
  }

  std::string array(const Shape& shape, const FieldName& name, std::size_t depth) {
    if (shape.elements.empty()) {
      note(name, "an empty list, as it always was");
      return "[]";
    }
    const auto [low, high] = std::minmax_element(shape.lengths.begin(), shape.lengths.end());
    if (is_tuple(shape)) {
      std::string text = "[";
      for (std::size_t i = 0; i < shape.positions.size(); ++i) {
        const FieldName inner(fmt::format("{}[{}]", name.path(), i), "");
        text += (i == 0 ? "" : ", ") + value(shape.positions[i], inner, depth + 1);
      }
      return text + ']';
    }
    auto least = *low, most = *high;
    if (shape.lengths.size() == 1) least = 1, most = std::max<std::size_t>(2 * most - 1, 3);
    note(name, least == most ? fmt::format("a list of {}", least)
                             : fmt::format("a list of {} to {}", least, most));
    // The name tells what the elements are: "phones", "tags".
    auto singular = name.path();
    if (const auto dot = singular.rfind('.'); dot != singular.npos) singular.erase(0, dot + 1);
    if (singular.size() > 2 && singular.back() == 's') singular.pop_back();
    const FieldName inner(name.path() + "[]", singular);
    const auto length =
        least == most ? fmt::to_string(least) : fmt::format("(integer {} {})", least, most + 1);
    const auto variable = fmt::format("$i{}", depth);
    return fmt::format(
        "[{{{{range {0}, $_ := array {1}}}}}{{{{if {0}}}}}, {{{{end}}}}{2}{{{{end}}}}]", variable,
        length, value(shape.elements.front(), inner, depth + 1));
  }

  // Numbers that are not of a kind, as [longitude, latitude].
  static bool is_tuple(const Shape& shape) {
    return shape.positions.size() >= 2 &&
           std::all_of(shape.positions.begin(), shape.positions.end(), [](const Shape& position) {
             return position.floats.size() == position.seen;
           });
  }

  KnownWords& known_;
  std::vector<std::string> notes_;
};

}  // namespace

InferredTemplate infer_template(const std::string& source,
                                const std::vector<nlohmann::ordered_json>& samples,
                                DataSets& sets) {
  Shape shape;
  for (const auto& sample : samples) add_sample(shape, sample);
  KnownWords known(sets);
  Writer writer(known);
  const auto body = writer.value(shape, FieldName("", ""), 0);
  InferredTemplate inferred{.text = {}, .locale = known.locale()};
  auto name = source;
  for (auto at = name.find("*/"); at != name.npos; at = name.find("*/", at))
    name.insert(at + 1, " ");
  inferred.text = fmt::format("{{{{/* Made from {} ({} record{}). What was assumed:\n", name,
                              samples.size(), samples.size() == 1 ? "" : "s");
  for (const auto& note : writer.notes()) inferred.text += "  " + note + '\n';
  if (inferred.locale != "us")
    inferred.text += fmt::format("  Names and places: of --locale {}\n", inferred.locale);
  inferred.text += "*/ -}}\n" + body;
  return inferred;
}

}  // namespace barnabas

#include "generator/run/for_each.h"

#include <fmt/format.h>

#include <charconv>

namespace barnabas {
namespace {

constexpr std::int64_t children_max = 1'000'000;

}  // namespace

ForEach::ForEach(const std::string& type, const Template& children, const RecordId& draws,
                 Environment& environment)
    : type_(environment.run.entities.type(type)),
      renderer_(children, &environment),
      draws_(draws),
      environment_(environment) {}

TemplateResult<bool> ForEach::has_next() {
  while (made_ == count_ || !type_.contains(entity_)) {
    const auto places = type_.places();
    auto at = type_.place_of(next_);
    while (at < places.size() && places[at].slot == EntityType::Place::gap) ++at;
    if (at == places.size()) return false;
    entity_ = places[at].number;
    next_ = entity_ + 1;
    made_ = 0;
    auto count = count_children();
    if (!count) return tl::unexpected(count.error());
    count_ = *count;
  }
  return true;
}

TemplateResult<std::int64_t> ForEach::count_children() {
  environment_.entities.subject_type = &type_;
  environment_.entities.subject = entity_;
  text_.clear();
  draws_.number = entity_;
  if (auto done = renderer_.render(draws_, Value(), text_); !done)
    return tl::unexpected(done.error());
  const auto text = text_.view();
  std::int64_t count = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), count);
  if (read.ptr != text.data() + text.size() || text.empty() || count < 0 || count > children_max) {
    return tl::unexpected(TemplateError{
        .message = fmt::format("\"children\" gave '{:.100}'; expected a whole number from 0 to {}",
                               text, children_max)});
  }
  return count;
}

void ForEach::begin_record() {
  auto& context = environment_.entities;
  context.subject_type = &type_;
  context.subject = entity_;
  context.child = ++made_;
  context.children = count_;
}

}  // namespace barnabas

#include "tests/support/filler.h"

#include <array>
#include <cmath>
#include <limits>

namespace barnabas {

bool Filler::begin_tag(int, const char*, Versions versions, bool) {
  if (!versions.contains(version_) || chance(3)) return false;
  ++tag_depth_;
  return true;
}

// Often a corner, else anything of any size.
template <class T>
T Filler::integer() {
  using U = std::make_unsigned_t<T>;
  const auto digits = std::numeric_limits<T>::digits;
  if (in_tag()) return static_cast<T>(1 + (random_() % 100));
  constexpr std::array corners{T{0}, T{1}, static_cast<T>(-1), std::numeric_limits<T>::min(),
                               std::numeric_limits<T>::max()};
  if (chance(3)) return corners[static_cast<std::size_t>(below(5))];
  const auto bits = static_cast<U>(random_());
  return static_cast<T>(bits >> below(digits));
}

void Filler::value(double& field) {
  field = std::ldexp(static_cast<double>(integer<std::int32_t>()), below(80) - 40);
}

void Filler::value(std::optional<std::string>& field) {
  if (null_here())
    field.reset();
  else
    field = text();
}

void Filler::value(Uuid& field) {
  for (auto& byte : field.bytes) byte = static_cast<std::byte>(random_() | (in_tag() ? 1 : 0));
}

void Filler::value(std::optional<Bytes>& field) {
  if (null_here())
    field.reset();
  else
    field = bytes();
}

void Filler::value(Records& field) {
  field.null = null_here();
  field.bytes = field.null ? Bytes{} : bytes();
}

std::int64_t Filler::array_size(std::int64_t, Elements elements) {
  if (elements.may_be_null && null_here()) return -1;
  // Deep arrays are kept short, or the whole would grow with the power of its depth.
  const int most = depth_ > 2 ? std::min(limits_.elements, 2) : limits_.elements;
  const int size = below(most + 1);
  return in_tag() ? std::max(size, 1) : size;
}

bool Filler::present(bool) { return !null_here(); }

// Printable and not, of one to four bytes a character.
std::string Filler::text() {
  static constexpr std::array characters{"a",  "Z",  "7", "-", "_", ".",  "\"", "\\",
                                         "\n", "\t", "/", "ß", "€", "語", "😀",  "\x01"};
  int size = 1 + below(limits_.string_size);
  if (!in_tag() && chance(8)) size = 0;
  if (limits_.string_size > 10 && chance(50)) size += 130;
  std::string content;
  while (static_cast<int>(content.size()) < size)
    content += characters[random_() % characters.size()];
  return content;
}

Bytes Filler::bytes() {
  auto& content = owned_.emplace_back();
  const int size = in_tag() ? 1 + below(limits_.string_size) : below(limits_.string_size + 1);
  for (int i = 0; i < size; ++i) content += static_cast<char>(random_());
  return as_bytes(content);
}

}  // namespace barnabas

// Categories security, image, and the browser of category network: what web applications store.

#include <string>

#include "generator/functions/functions.h"
#include "generator/template/print.h"

namespace barnabas {

namespace {

// Everything that can be typed but quotes, backslashes and what HTML treats apart: it may stand in
// JSON as it is.
constexpr std::string_view typed =
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789!#$%()*+,-./:;=?@[]^_{|}~";

Value password(Call& call, Arguments arguments) {
  const auto length = arguments[0].as_int();
  if (length < 0 || length > 10'000) return call.fail("the length must be 0 to 10000");
  auto random = call.random();
  std::string text(arguments[2].as_string());
  const bool memorable = arguments[1].as_bool();
  constexpr std::string_view halves[] = {"bcdfghjklmnpqrstvwxyz", "aeiou"};
  for (std::int64_t i = 0; i < length; ++i) {
    const auto alphabet = memorable ? halves[i % 2] : typed;
    text += alphabet[random.below(alphabet.size())];
  }
  text += arguments[3].as_string();
  return Value::of_string(call.arena.copy(text));
}

constexpr std::string_view systems[] = {
    "X11; Linux x86_64",
    "Windows NT 10.0; Win64; x64",
    "Macintosh; Intel Mac OS X 10_15_7",
    "iPhone; CPU iPhone OS 17_5 like Mac OS X",
    "Linux; Android 14; K",
};

// The forms that browsers agreed on: a system, and an engine with its version.
Value useragent(Call& call, Arguments) {
  auto random = call.random();
  const auto system = random.below(std::size(systems));
  const auto version = std::to_string(random.between(110, 140));
  std::string text = "Mozilla/5.0 (" + std::string(systems[system]);
  if (system == 3) {
    text += ") AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1";
  } else if (system < 3 && random.below(4) == 0) {
    text += "; rv:" + version + ".0) Gecko/20100101 Firefox/" + version + ".0";
  } else {
    text += ") AppleWebKit/537.36 (KHTML, like Gecko) Chrome/" + version;
    text += system == 4 ? ".0.0.0 Mobile Safari/537.36" : ".0.0.0 Safari/537.36";
  }
  return Value::of_string(call.arena.copy(text));
}

constexpr std::string_view topics[] = {"city",  "forest", "mountain", "sea",   "bridge",
                                       "train", "garden", "market",   "bread", "lighthouse",
                                       "bird",  "horse",  "bicycle"};

Value image_url(Call& call, const Value& width, const Value& height, std::string_view topic) {
  const auto text = "https://loremflickr.com/" + std::to_string(width.as_int()) + "/" +
                    std::to_string(height.as_int()) + "/" + std::string(topic);
  return Value::of_string(call.arena.copy(text));
}

Value image(Call& call, Arguments arguments) {
  const auto topic = topics[call.random().below(std::size(topics))];
  return image_url(call, arguments[0], arguments[1], topic);
}

Value image_of(Call& call, Arguments arguments) {
  return image_url(call, arguments[0], arguments[1], arguments[2].as_string());
}

constexpr Function functions[] = {
    {.name = "image",
     .category = "image",
     .description = "the address of a picture of that size",
     .parameters = {{"width", Type::Int}, {"height", Type::Int}},
     .example = "{{image 640 480}}",
     .output = "https://loremflickr.com/640/480/bridge",
     .evaluate = image},
    {.name = "image_of",
     .category = "image",
     .description = "the address of a picture of that size and topic",
     .parameters = {{"width", Type::Int}, {"height", Type::Int}, {"topic", Type::String}},
     .constant = true,
     .example = "{{image_of 640 480 \"cat\"}}",
     .output = "https://loremflickr.com/640/480/cat",
     .evaluate = image_of},
    {.name = "password",
     .category = "security",
     .description = "a password, pronounceable if wanted, between a prefix and a suffix",
     .parameters = {{"length", Type::Int},
                    {"memorable", Type::Bool},
                    {"prefix", Type::String},
                    {"suffix", Type::String}},
     .example = "{{password 8 true \"\" \"1\"}}",
     .output = "kotisaru1",
     .evaluate = password},
    {.name = "useragent",
     .category = "network",
     .description = "what a browser says that it is",
     .example = "{{useragent}}",
     .output = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) "
               "Chrome/124.0.0.0 Safari/537.36",
     .evaluate = useragent},
};

}  // namespace

std::span<const Function> security_functions() { return functions; }

}  // namespace barnabas

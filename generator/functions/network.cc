// Category network: addresses, ports, protocols, methods.

#include <array>
#include <charconv>
#include <optional>

#include "generator/functions/functions.h"
#include "generator/functions/words.h"
#include "generator/template/print.h"

namespace barnabas {

namespace {

// The numbers 0 to 255, each with its dot.
struct Octet {
  std::array<char, 4> text;
};
struct Octets {
  std::array<Octet, 256> texts{};
  std::array<std::uint8_t, 256> sizes{};
};

constexpr Octets make_octets() {
  Octets octets;
  for (unsigned i = 0; i < 256; ++i) {
    auto& text = octets.texts[i].text;
    std::uint8_t size = 0;
    if (i >= 100) text[size++] = static_cast<char>('0' + i / 100);
    if (i >= 10) text[size++] = static_cast<char>('0' + i / 10 % 10);
    text[size++] = static_cast<char>('0' + i % 10);
    text[size++] = '.';
    octets.sizes[i] = size;
  }
  return octets;
}

constexpr Octets octets = make_octets();

struct Network {
  std::uint32_t address = 0;
  std::uint32_t host_mask = 0;
};

std::optional<std::uint32_t> read_number(std::string_view text, std::uint32_t max) {
  std::uint32_t number = 0;
  const char* end = text.data() + text.size();
  const auto [at, error] = std::from_chars(text.data(), end, number);
  if (error != std::errc() || at != end || number > max) return {};
  return number;
}

// "10.1.0.0/16": what is behind the prefix is drawn.
std::optional<Network> parse_cidr(std::string_view text) {
  const auto slash = text.find('/');
  if (slash == text.npos) return {};
  const auto prefix = read_number(text.substr(slash + 1), 32);
  text = text.substr(0, slash);
  std::uint32_t address = 0;
  for (int i = 0; i < 4; ++i) {
    const auto dot = i < 3 ? text.find('.') : text.size();
    if (dot == text.npos) return {};
    const auto octet = read_number(text.substr(0, dot), 255);
    if (!octet) return {};
    address = address << 8 | *octet;
    text.remove_prefix(std::min(text.size(), dot + 1));
  }
  if (!prefix) return {};
  const auto host_mask = static_cast<std::uint32_t>(0xFFFFFFFFu / (std::uint64_t{1} << *prefix));
  return Network{address & ~host_mask, *prefix == 32 ? 0 : host_mask};
}

char* write_address(char* out, const Network& network, std::uint64_t bits) {
  const auto address =
      network.address | (static_cast<std::uint32_t>(bits >> 32) & network.host_mask);
  for (int shift = 24; shift >= 0; shift -= 8) {
    const auto octet = address >> shift & 0xFF;
    std::memcpy(out, &octets.texts[octet], 4);
    out += octets.sizes[octet];
  }
  return out - 1;
}

char* write_ip(char* out, const WriterData& data, Call& call) {
  return write_address(out, data.get<Network>(), call.random().next());
}

void specialize_ip(Specialization& use) {
  const auto network = parse_cidr(use.arguments[0].as_string());
  if (!network) {
    use.error = "not a network such as 10.1.0.0/16: " + std::string(use.arguments[0].as_string());
    return;
  }
  use.data.set(*network);
  use.size_max = 16;
  use.writer = write_ip;
}

Value ip(Call& call, Arguments arguments) {
  const auto network = parse_cidr(arguments[0].as_string());
  if (!network) {
    return call.fail("not a network such as 10.1.0.0/16: " + std::string(arguments[0].as_string()));
  }
  char* text = call.arena.allocate(16);
  const char* end = write_address(text, *network, call.random().next());
  return Value::of_string({text, static_cast<std::size_t>(end - text)});
}

constexpr char hex_digits[] = "0123456789abcdef";

char* write_hex(char* out, std::uint64_t bits, int digits) {
  for (int shift = 4 * (digits - 1); shift >= 0; shift -= 4)
    *out++ = hex_digits[bits >> shift & 15];
  return out;
}

// A unique local address (RFC 4193): fd, then everything drawn.
char* write_ipv6(char* out, const WriterData&, Call& call) {
  auto random = call.random();
  const std::uint64_t halves[] = {(random.next() >> 8) | (std::uint64_t{0xFD} << 56),
                                  random.next()};
  for (int group = 0; group < 8; ++group) {
    if (group > 0) *out++ = ':';
    out = write_hex(out, halves[group / 4] >> (48 - group % 4 * 16) & 0xFFFF, 4);
  }
  return out;
}

// Locally administered, for one receiver: such addresses belong to no maker of hardware.
char* write_mac(char* out, const WriterData&, Call& call) {
  const auto bits = (call.random().next() & 0xFCFFFFFFFFFFu) | 0x020000000000u;
  for (int shift = 40; shift >= 0; shift -= 8) {
    out = write_hex(out, bits >> shift & 0xFF, 2);
    if (shift > 0) *out++ = ':';
  }
  return out;
}

template <Writer writer, std::size_t size>
void specialize_writer(Specialization& use) {
  use.writer = writer;
  use.size_max = size;
}

constexpr std::string_view methods[] = {"GET", "POST", "PUT", "DELETE", "PATCH"};
constexpr std::string_view ports[] = {"80", "81", "443", "22", "631"};
constexpr std::string_view protocols[] = {"TCP", "UDP", "ICMP", "FTP", "HTTP", "SFTP"};

template <const auto& words>
void specialize_words(Specialization& use) {
  use_words(use, words);
}

// Never reached: a function without arguments is always specialized.
Value unreachable(Call& call, Arguments) { return call.fail("called without preparation"); }

constexpr Function drawn(std::string_view name, std::string_view description,
                         void (*specialize)(Specialization&), std::string_view example,
                         std::string_view output) {
  return {.name = name,
          .category = "network",
          .description = description,
          .returns = Type::String,
          .example = example,
          .output = output,
          .evaluate = unreachable,
          .specialize = specialize};
}

constexpr Function functions[] = {
    drawn("http_method", "a method of HTTP", specialize_words<methods>, "{{http_method}}", "POST"),
    {.name = "ip",
     .category = "network",
     .description = "an IPv4 address of a network",
     .parameters = {{"network", Type::String}},
     .example = "{{ip \"10.2.0.0/16\"}}",
     .output = "10.2.17.205",
     .evaluate = ip,
     .specialize = specialize_ip},
    drawn("ip_known_port", "a port that is often seen", specialize_words<ports>,
          "{{ip_known_port}}", "443"),
    drawn("ip_known_protocol", "a protocol that is often seen", specialize_words<protocols>,
          "{{ip_known_protocol}}", "UDP"),
    drawn("ipv6", "a unique local IPv6 address", specialize_writer<write_ipv6, 39>, "{{ipv6}}",
          "fd3a:91c4:0b7e:52d1:8e0f:4c26:a9d3:7b15"),
    drawn("mac", "a locally administered MAC address", specialize_writer<write_mac, 17>, "{{mac}}",
          "5a:1c:e0:93:7f:24"),
};

}  // namespace

std::span<const Function> network_functions() { return functions; }

}  // namespace barnabas

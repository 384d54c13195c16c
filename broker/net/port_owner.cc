#include "broker/net/port_owner.h"

#include <fmt/core.h>

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>

namespace barnabas {
namespace {

namespace fs = std::filesystem;

std::string content_of(const std::string& path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

// Whether the process has one of the sockets open; false also where we may not look.
bool has_socket(const fs::path& process, const std::vector<std::string>& inodes) {
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(process / "fd", error)) {
    const auto target = fs::read_symlink(entry.path(), error).string();
    for (const auto& inode : inodes)
      if (target == "socket:[" + inode + "]") return true;
  }
  return false;
}

}  // namespace

std::vector<std::string> listening_inodes(std::string_view proc_net_tcp, std::uint16_t port) {
  // sl local_address rem_address st tx:rx tr:when retrnsmt uid timeout inode ...; addresses are
  // HEXADDRESS:HEXPORT, state 0A is LISTEN.
  constexpr std::size_t kLocal = 1, kState = 3, kInode = 9;
  const auto ending = fmt::format(":{:04X}", port);
  std::vector<std::string> inodes;
  std::istringstream lines{std::string(proc_net_tcp)};
  for (std::string line; std::getline(lines, line);) {
    std::istringstream words(line);
    const std::vector<std::string> fields{std::istream_iterator<std::string>(words), {}};
    if (fields.size() > kInode && fields[kLocal].ends_with(ending) && fields[kState] == "0A")
      inodes.push_back(fields[kInode]);
  }
  return inodes;
}

std::optional<PortOwner> find_port_owner(std::uint16_t port) {
  auto inodes = listening_inodes(content_of("/proc/net/tcp"), port);
  const auto ipv6 = listening_inodes(content_of("/proc/net/tcp6"), port);
  inodes.insert(inodes.end(), ipv6.begin(), ipv6.end());
  if (inodes.empty()) return std::nullopt;
  std::error_code error;
  for (const auto& process : fs::directory_iterator("/proc", error)) {
    const auto name = process.path().filename().string();
    PortOwner owner;
    const auto parsed = std::from_chars(name.data(), name.data() + name.size(), owner.pid);
    if (parsed.ec != std::errc() || parsed.ptr != name.data() + name.size()) continue;
    if (!has_socket(process.path(), inodes)) continue;
    owner.command = content_of((process.path() / "comm").string());
    owner.command.erase(std::find(owner.command.begin(), owner.command.end(), '\n'),
                        owner.command.end());
    return owner;
  }
  return std::nullopt;
}

std::string port_in_use_message(const std::string& host, std::uint16_t port) {
  return port_in_use_message(host, port, find_port_owner(port));
}

std::string port_in_use_message(const std::string& host, std::uint16_t port,
                                const std::optional<PortOwner>& owner) {
  const auto by = owner ? fmt::format("'{}' (process {}) listens there", owner->command, owner->pid)
                        : std::string("another process listens there");
  const int next = port < 65535 ? port + 1 : port - 1;
  return fmt::format(
      "cannot listen on {}:{}: {}. Stop it, or take another port: --port {}, or "
      "--port 0 for any free one.",
      host, port, by, next);
}

}  // namespace barnabas

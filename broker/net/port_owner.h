#pragma once
// port_owner: who listens on a port that one would like to have.
//
// Linux lists listening sockets in /proc/net/tcp and tcp6 with their inode, and each process's open
// sockets as links in /proc/PID/fd. Other people's processes cannot be looked into; then only the
// port is known.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace barnabas {

struct PortOwner {
  std::int32_t pid = 0;
  std::string command;  // "java", as /proc/PID/comm has it
};

std::optional<PortOwner> find_port_owner(std::uint16_t port);

// One message for an address that is taken: by whom, and what to do instead.
std::string port_in_use_message(const std::string& host, std::uint16_t port);
// The same with what is known about the owner, for tests.
std::string port_in_use_message(const std::string& host, std::uint16_t port,
                                const std::optional<PortOwner>& owner);

// The inodes of the sockets that listen on `port`, from the text of /proc/net/tcp.
std::vector<std::string> listening_inodes(std::string_view proc_net_tcp, std::uint16_t port);

}  // namespace barnabas

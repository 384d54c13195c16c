#include "generator/server/access.h"

#include <fmt/format.h>

#include <algorithm>

namespace barnabas {
namespace {

// "localhost:7482", "[::1]", whatever the port: a tunnel has another.
bool is_this_machine(std::string_view host) {
  const auto colon = host.rfind(':');
  if (colon != host.npos && host.find(']', colon) == host.npos) {
    const auto port = host.substr(colon + 1);
    if (port.empty() || port.find_first_not_of("0123456789") != port.npos) return false;
    host = host.substr(0, colon);
  }
  return host == "127.0.0.1" || host == "localhost" || host == "[::1]";
}

bool changes_nothing(const HttpRequest& request) {
  if (request.method == "GET" || request.method == "HEAD") return true;
  // JR has them as forms; they make a text and leave nothing behind.
  return request.path == "/executeTemplate" || request.path == "/functionsList";
}

bool is_json(std::string_view content_type) {
  const auto type = content_type.substr(0, content_type.find(';'));
  return type.substr(0, type.find_last_not_of(' ') + 1) == "application/json";
}

}  // namespace

std::optional<HttpResponse> refused(const HttpRequest& request) {
  if (!is_this_machine(request.host)) {
    return problem(403, fmt::format("the host '{}' is not this server: it answers to localhost, "
                                    "127.0.0.1 and [::1]",
                                    request.host));
  }
  if (!request.origin.empty() && request.origin != "http://" + request.host)
    return problem(403, fmt::format("pages of '{}' may not use this server", request.origin));
  const auto& site = request.fetch_site;
  // A link to the page from elsewhere is harmless; anything else is for the page itself.
  const bool is_page =
      request.method == "GET" && (request.path == "/" || request.path.ends_with(".html"));
  if (!site.empty() && site != "same-origin" && site != "none" && !is_page)
    return problem(403, "pages of other servers may not use this one");
  if (!changes_nothing(request) && !is_json(request.content_type) &&
      !(request.body.empty() && request.content_type.empty())) {
    return problem(415, fmt::format("what changes something is sent as application/json, not as "
                                    "'{}'",
                                    request.content_type));
  }
  return std::nullopt;
}

}  // namespace barnabas

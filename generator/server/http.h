#pragma once
// HttpRequest, HttpResponse: what the server's parts say to each other, without a library's types.

#include <string>
#include <string_view>

namespace barnabas {

struct HttpRequest {
  std::string method;  // "GET"
  std::string path;    // decoded, without the query: "/emitters/user"
  std::string body;
  // Headers that count here; empty where there is none.
  std::string host;
  std::string origin;
  std::string content_type;
  std::string fetch_site;  // Sec-Fetch-Site
};

struct HttpResponse {
  int status = 200;
  std::string content_type = "application/json";
  std::string body;
  std::string allow = {};  // the header Allow of a 405
};

// {"error": MESSAGE}.
HttpResponse problem(int status, std::string_view message);

// "%2F" and the like; nothing is decoded where the text is malformed.
std::string percent_decoded(std::string_view text);
// The value of a field of "a=1&b=x+y", decoded; empty where there is none.
std::string form_field(std::string_view form, std::string_view name);

}  // namespace barnabas

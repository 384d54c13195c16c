#pragma once
// Access: who may ask the server for what.
//
// It listens on the loopback interface, so what is left to keep out are web pages of elsewhere that
// a browser on this machine shows. They can send requests here, and by tricks with DNS even under a
// name of their own. So the Host must be a name of this machine; an Origin, which browsers send
// with what pages of others want, must be the server's own; and what changes something must come as
// JSON, which a plain form cannot send.

#include <optional>

#include "generator/server/http.h"

namespace barnabas {

// The refusal, or nothing where the request may go on.
std::optional<HttpResponse> refused(const HttpRequest& request);

}  // namespace barnabas

#pragma once
// SchemaRegistry: the REST interface of Confluent's schema registry, which others have too.
//
// Schemas are kept under subjects; each text has a number that is the same in all of them. Used by
// one thread; every call is a request and waits for its answer.

#include <cstdint>
#include <string>
#include <vector>

#include "generator/http/http_client.h"
#include "generator/schemas/schema_format.h"

namespace barnabas {

struct RegisteredSchema {
  std::int32_t id = 0;
  SchemaFormat format = SchemaFormat::Avro;
  std::string text;
};

class SchemaRegistry {
 public:
  // The client must outlive the registry. Of several servers the first that answers is asked.
  SchemaRegistry(HttpClient& client, std::vector<std::string> urls);

  // The number of a schema under that subject; one that is not there yet is added. An error is the
  // registry's: the schema is none, or does not go with the subject's earlier ones.
  Result<std::int32_t> add(const std::string& subject, SchemaFormat format,
                           const std::string& text);
  // The same, but one that is not there is an error.
  Result<std::int32_t> find(const std::string& subject, SchemaFormat format,
                            const std::string& text);
  // What the subject has last.
  Result<RegisteredSchema> latest(const std::string& subject);

 private:
  Result<HttpClientResponse> send(const std::string& method, const std::string& path,
                                  const std::string& body);

  HttpClient& client_;
  std::vector<std::string> urls_;
};

}  // namespace barnabas

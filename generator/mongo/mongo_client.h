#pragma once
// MongoClient: documents into collections of a MongoDB server, many at a time.
//
// libmongoc does the work, in a module of its own (generator/modules/module.h). Used by one thread.

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "protocol/base/result.h"

namespace barnabas {

// How to reach a server and who we are there. Nothing of it is ever shown.
struct MongoOptions {
  std::string uri;       // "mongodb://127.0.0.1:27017/?option=value"
  std::string user;      // in place of the URI's
  std::string password;  // in place of the URI's
  std::string database;
  bool replace = false;  // documents with the same key, or make them; else they must be new
};

class MongoClient {
 public:
  virtual ~MongoClient() = default;

  // Asks the server whether it is there and takes us. Errors: nobody answers
  // (ErrorCode::BrokerNotAvailable), or it refuses (ErrorCode::SaslAuthenticationFailed).
  virtual Result<void> connect() = 0;
  // Collections are numbered from 0, in the order in which they are opened.
  virtual void open(const std::string& collection) = 0;
  // Adds a document, JSON with MongoDB's extensions, to what goes with the next write() to its
  // collection. The key becomes its _id; no document deletes the one with that key. An error:
  // it is no JSON object.
  virtual Result<void> add(std::size_t collection, std::optional<std::string_view> key,
                           std::optional<std::string_view> document) = 0;
  // Writes them. `answers` gets for each what is wrong, or an empty text. After an error
  // (ErrorCode::BrokerNotAvailable) nothing is known of them, and write() may be called again.
  virtual Result<void> write(std::size_t collection, std::vector<std::string>& answers) = 0;
};

// An error says that the module is missing, or what is wrong with the URI.
Result<std::unique_ptr<MongoClient>> make_mongo_client(const MongoOptions& options);

}  // namespace barnabas

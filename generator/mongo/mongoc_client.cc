// MongoClient on libmongoc: the module barnabas-mongo.so.

#include <mongoc/mongoc.h>

#include <utility>

#include "generator/mongo/mongo_client.h"

namespace barnabas {
namespace {

template <class T, void (*destroy)(T*)>
struct Deleter {
  void operator()(T* object) const { destroy(object); }
};
using Uri = std::unique_ptr<mongoc_uri_t, Deleter<mongoc_uri_t, mongoc_uri_destroy>>;
using Client = std::unique_ptr<mongoc_client_t, Deleter<mongoc_client_t, mongoc_client_destroy>>;
using Collection =
    std::unique_ptr<mongoc_collection_t, Deleter<mongoc_collection_t, mongoc_collection_destroy>>;
using Bulk = std::unique_ptr<mongoc_bulk_operation_t,
                             Deleter<mongoc_bulk_operation_t, mongoc_bulk_operation_destroy>>;
// Owns a document. Not a unique_ptr: bson_t is aligned by an attribute, which a template argument
// would lose.
class Document {
 public:
  explicit Document(bson_t* document = nullptr) : document_(document) {}
  Document(Document&& other) noexcept : document_(std::exchange(other.document_, nullptr)) {}
  Document& operator=(Document&& other) noexcept {
    std::swap(document_, other.document_);
    return *this;
  }
  ~Document() {
    if (document_ != nullptr) bson_destroy(document_);
  }
  bson_t* get() const { return document_; }
  bool exists() const { return document_ != nullptr; }

 private:
  bson_t* document_;
};

tl::unexpected<Error> refused(const bson_error_t& error) {
  const bool identity =
      error.domain == MONGOC_ERROR_CLIENT && error.code == MONGOC_ERROR_CLIENT_AUTHENTICATE;
  const bool gone = error.domain == MONGOC_ERROR_SERVER_SELECTION ||
                    error.domain == MONGOC_ERROR_STREAM || error.domain == MONGOC_ERROR_CLIENT;
  return fail(identity ? ErrorCode::SaslAuthenticationFailed
              : gone   ? ErrorCode::BrokerNotAvailable
                       : ErrorCode::UnknownServerError,
              error.message);
}

class MongocClient : public MongoClient {
 public:
  MongocClient(MongoOptions options, Client client)
      : options_(std::move(options)), client_(std::move(client)) {}

  Result<void> connect() override {
    const Document ping(BCON_NEW("ping", BCON_INT32(1)));
    bson_error_t error{};
    const bool there = mongoc_client_command_simple(client_.get(), options_.database.c_str(),
                                                    ping.get(), nullptr, nullptr, &error);
    if (!there) return refused(error);
    return {};
  }

  void open(const std::string& collection) override {
    places_.push_back({.collection = Collection(mongoc_client_get_collection(
                           client_.get(), options_.database.c_str(), collection.c_str())),
                       .writes = {}});
  }

  Result<void> add(std::size_t place, std::optional<std::string_view> key,
                   std::optional<std::string_view> document) override {
    Write write;
    if (key) write.key = *key;
    write.has_key = key.has_value();
    if (document) {
      bson_error_t error{};
      const Document given(bson_new_from_json(reinterpret_cast<const uint8_t*>(document->data()),
                                              static_cast<ssize_t>(document->size()), &error));
      const auto start = document->find_first_not_of(" \t\r\n");
      const bool is_object = start != std::string_view::npos && (*document)[start] == '{';
      if (!given.exists() || !is_object)
        return fail(ErrorCode::InvalidRecord, "a value is no JSON object");
      write.document = with_key(given.get(), write);
    }
    places_[place].writes.push_back(std::move(write));
    return {};
  }

  Result<void> write(std::size_t number, std::vector<std::string>& answers) override {
    auto& place = places_[number];
    const Document unordered(BCON_NEW("ordered", BCON_BOOL(false)));
    const Bulk bulk(
        mongoc_collection_create_bulk_operation_with_opts(place.collection.get(), unordered.get()));
    for (const auto& write : place.writes) add(bulk.get(), write);
    bson_t reply;
    bson_error_t error{};
    const bool done = mongoc_bulk_operation_execute(bulk.get(), &reply, &error) != 0;
    answers.assign(place.writes.size(), "");
    const bool told = done || take_answers(reply, answers);
    bson_destroy(&reply);
    if (!told) {
      answers.clear();
      return refused(error);
    }
    place.writes.clear();
    return {};
  }

 private:
  struct Write {
    std::string key;
    bool has_key = false;
    Document document;  // none: delete
  };
  struct Place {
    Collection collection;
    std::vector<Write> writes;
  };

  // The key is the document's identity, whatever it says itself.
  static Document with_key(const bson_t* given, const Write& write) {
    if (!write.has_key) return Document(bson_copy(given));
    Document document(bson_new());
    bson_append_utf8(document.get(), "_id", 3, write.key.data(),
                     static_cast<int>(write.key.size()));
    bson_copy_to_excluding_noinit(given, document.get(), "_id", nullptr);
    return document;
  }

  void add(mongoc_bulk_operation_t* bulk, const Write& write) const {
    if (write.document.exists() && !(options_.replace && write.has_key)) {
      mongoc_bulk_operation_insert_with_opts(bulk, write.document.get(), nullptr, nullptr);
      return;
    }
    const Document which(bson_new());
    bson_append_utf8(which.get(), "_id", 3, write.key.data(), static_cast<int>(write.key.size()));
    if (!write.document.exists()) {
      mongoc_bulk_operation_remove_one_with_opts(bulk, which.get(), nullptr, nullptr);
      return;
    }
    const Document upsert(BCON_NEW("upsert", BCON_BOOL(true)));
    mongoc_bulk_operation_replace_one_with_opts(bulk, which.get(), write.document.get(),
                                                upsert.get(), nullptr);
  }

  // True if the server said what is wrong with single documents, and did the others.
  static bool take_answers(const bson_t& reply, std::vector<std::string>& answers) {
    bson_iter_t found;
    bson_iter_t errors;
    if (!bson_iter_init_find(&found, &reply, "writeErrors") || !BSON_ITER_HOLDS_ARRAY(&found) ||
        !bson_iter_recurse(&found, &errors))
      return false;
    bool any = false;
    while (bson_iter_next(&errors)) {
      bson_iter_t fields;
      if (!bson_iter_recurse(&errors, &fields)) return false;
      std::int64_t index = -1;
      std::int64_t code = 0;
      std::string why;
      while (bson_iter_next(&fields)) {
        const std::string_view name = bson_iter_key(&fields);
        if (name == "index") index = bson_iter_as_int64(&fields);
        if (name == "code") code = bson_iter_as_int64(&fields);
        if (name == "errmsg" && BSON_ITER_HOLDS_UTF8(&fields))
          why = bson_iter_utf8(&fields, nullptr);
      }
      if (index < 0 || static_cast<std::size_t>(index) >= answers.size()) return false;
      // The server's text has the key, and would be another one each time.
      constexpr std::int64_t duplicate_key = 11000;
      answers[static_cast<std::size_t>(index)] =
          code == duplicate_key ? "a document with that key exists; mode=upsert replaces it"
          : why.empty()         ? "the server refused a document"
                                : why;
      any = true;
    }
    return any;
  }

  const MongoOptions options_;
  Client client_;
  std::vector<Place> places_;
};

void say_nothing(mongoc_log_level_t, const char*, const char*, void*) {}

}  // namespace
}  // namespace barnabas

// What the program asks the module for: a client that is the caller's; none if the URI is
// malformed.
extern "C" barnabas::MongoClient* barnabas_make_mongo_client(
    const barnabas::MongoOptions& options) {
  using namespace barnabas;
  static const bool ready = [] {
    mongoc_init();
    mongoc_log_set_handler(&say_nothing, nullptr);
    return true;
  }();
  (void)ready;
  bson_error_t error{};
  const Uri uri(mongoc_uri_new_with_error(options.uri.c_str(), &error));
  if (uri == nullptr) return nullptr;
  if (!options.user.empty()) mongoc_uri_set_username(uri.get(), options.user.c_str());
  if (!options.password.empty()) mongoc_uri_set_password(uri.get(), options.password.c_str());
  mongoc_uri_set_appname(uri.get(), "barnabas-gen");
  Client client(mongoc_client_new_from_uri(uri.get()));
  if (client == nullptr) return nullptr;
  mongoc_client_set_error_api(client.get(), MONGOC_ERROR_API_VERSION_2);
  return new MongocClient(options, std::move(client));
}

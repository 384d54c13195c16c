#pragma once
// Api: what the server answers to which path. JR's paths, made real, and those of the page.
//
//   GET /  /index.html  /templatedev.html  /page.css  /page.js      the page
//   GET, POST /emitters                  list, add
//   GET, PUT, DELETE /emitters/NAME      records of one pass; change; delete
//   POST /emitters/NAME/start|stop|pause|resume|rate      GET /emitters/NAME/status
//   GET /groups      POST /groups/NAME/start|stop|pause|resume
//   GET /templates   GET /templates/NAME
//   POST /preview                        {"template", "key", "locale", "count", "seed"}
//   POST /executeTemplate                form: template, isJsonOutput; text, or 500 and why not
//   GET /loadLastStatus                  what executeTemplate was given last
//   GET /functions   POST /functionsList form: functiontofind, a regular expression
//   GET /events                          server-sent events: each emitter that has changed

#include <mutex>
#include <nlohmann/json.hpp>
#include <string>

#include "generator/functions/functions.h"
#include "generator/server/emitter_board.h"
#include "generator/server/http.h"

namespace barnabas {

class Api {
 public:
  // The board must outlive it.
  Api(EmitterBoard& board, DirectoryOptions directories);

  // Any thread.
  HttpResponse handle(const HttpRequest& request);

 private:
  HttpResponse route(const HttpRequest& request);
  HttpResponse emitters(const HttpRequest& request, const std::string& name,
                        const std::string& verb);
  HttpResponse groups(const HttpRequest& request, const std::string& name, const std::string& verb);
  HttpResponse templates(const std::string& name) const;
  HttpResponse preview(const nlohmann::json& request) const;
  HttpResponse execute_template(const HttpRequest& request);
  HttpResponse last_status() const;
  HttpResponse functions() const;
  HttpResponse find_functions(const std::string& pattern) const;

  EmitterBoard& board_;
  const DirectoryOptions directories_;
  const FunctionTable functions_ = all_functions();
  mutable std::mutex mutex_;
  std::string last_template_;
  std::string last_is_json_;
};

}  // namespace barnabas

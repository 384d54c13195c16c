#pragma once
// TemplateCatalog: the templates there are, the user's and ours, by name.
//
// A template is a file NAME.tpl. The user's directories come first, in their order: NAME.tpl in the
// directory itself or in its folder templates/ (JR_SYSTEM_DIR has that form). Then our own, which
// are embedded, and last the aliases: names that templates had when JR was shown on slides. What is
// in a directory is looked up each time, so a file that somebody edits is the file that runs.

#include <string>
#include <string_view>
#include <vector>

#include "protocol/base/result.h"

namespace barnabas {

struct TemplateFile {
  std::string name;
  std::string path;  // of the user's file; "" for one of ours
  std::string text;  // byte for byte
};

class TemplateCatalog {
 public:
  explicit TemplateCatalog(std::vector<std::string> directories = {});

  // The template with this name or alias; ".tpl" at its end is dropped. An error suggests the name
  // that was probably meant; one that cannot be read says why.
  Result<TemplateFile> find(std::string_view name) const;

  // All names without the aliases, ordered, each once.
  std::vector<std::string> names() const;

 private:
  std::vector<std::string> directories_;
};

}  // namespace barnabas

#pragma once
// Workspace: what a command finds to work with: directories, templates, data, functions, groups.

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "cli/command.h"
#include "generator/data/data_sets.h"
#include "generator/data/template_catalog.h"
#include "generator/emitters/jr_config.h"
#include "generator/functions/csv_table.h"
#include "generator/functions/environment.h"
#include "generator/functions/functions.h"
#include "generator/functions/geo_shape.h"
#include "generator/functions/locale_data.h"

namespace barnabas {

// JR's flags for all commands, and ours.
struct DirectoryOptions {
  std::vector<std::string> templates;
  std::string user_dir;
  std::string system_dir;
  std::string log_level;
};
void add_directory_options(Command& command, DirectoryOptions& options);

// Files of the user's that functions look into; "" where there is none.
struct EmitterFiles {
  std::string csv;
  std::string geojson;
};
void add_file_options(Command& command, std::string& csv, std::string& geojson);

class Workspace {
 public:
  explicit Workspace(const DirectoryOptions& options);
  // Over a state that other workspaces share: only one of them at a time may render.
  Workspace(const DirectoryOptions& options, std::shared_ptr<RunState> state);
  Workspace(const Workspace&) = delete;
  Workspace& operator=(const Workspace&) = delete;

  // The same directories, with nothing in lists, counters and values.
  std::unique_ptr<Workspace> fresh() const {
    return std::unique_ptr<Workspace>(new Workspace(directories_, std::make_shared<RunState>()));
  }

  // An environment of that locale, over the state that all of this workspace share. Files are read
  // once, and live as long as the workspace.
  Result<std::unique_ptr<Environment>> environment(const std::string& locale,
                                                   const EmitterFiles& files = {});

  // The jrconfig.json of the working directory, else that of the user's directories; nothing where
  // there is none.
  Result<std::unique_ptr<JrConfig>> users_config() const;

  const FunctionTable functions = all_functions();
  TemplateCatalog catalog;

 private:
  Workspace(std::vector<std::string> directories, std::shared_ptr<RunState> state);

  Result<const CsvTable*> csv(const std::string& path);
  Result<const GeoShape*> shape(const std::string& path);

  std::vector<std::string> directories_;
  DataSets sets_;
  std::shared_ptr<RunState> state_;
  std::map<std::string, std::unique_ptr<const LocaleData>> locales_;
  std::map<std::string, std::unique_ptr<CsvTable>> csvs_;
  std::map<std::string, std::unique_ptr<GeoShape>> shapes_;
};

// Prints "barnabas-gen: MESSAGE" on stderr.
void complain(const std::string& message);
// The same for an error; returns the exit code that goes with it.
int complain(const Error& error);

// The whole of a file. An error names it.
Result<std::string> read_whole_file(const std::string& path);

}  // namespace barnabas

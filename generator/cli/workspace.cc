#include "generator/cli/workspace.h"

#include <fmt/format.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <utility>

#include "cli/command_line.h"
#include "cli/exit_code.h"
#include "generator/functions/geojson.h"

namespace barnabas {
namespace {

std::string variable(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

// $NAME/jr, or the place below the home directory that stands in for it.
std::string xdg_directory(const char* name, const char* below_home) {
  const auto base = variable(name);
  if (!base.empty()) return base + "/jr";
  const auto home = variable("HOME");
  return home.empty() ? "" : home + below_home;
}

std::vector<std::string> directories_of(const DirectoryOptions& options) {
  auto user = options.user_dir.empty() ? variable("JR_USER_DIR") : options.user_dir;
  auto system = options.system_dir.empty() ? variable("JR_SYSTEM_DIR") : options.system_dir;
  if (user.empty()) user = xdg_directory("XDG_DATA_HOME", "/.local/share/jr");
  if (system.empty()) system = xdg_directory("XDG_CONFIG_HOME", "/.config/jr");
  auto directories = options.templates;
  for (auto& directory : {user, system}) {
    if (!directory.empty()) directories.push_back(directory);
  }
  return directories;
}

}  // namespace

void add_directory_options(Command& command, DirectoryOptions& options) {
  command.option({.names = "--templates",
                  .value = "DIR",
                  .text = "Directory with templates (NAME.tpl) and data (data/LOCALE/SET) of your "
                          "own; may be given several times",
                  .group = kCommonOptions},
                 options.templates);
  command.option({.names = "--jr_user_dir",
                  .value = "DIR",
                  .text = "JR's user directory; the variable JR_USER_DIR sets it too",
                  .default_value = "~/.local/share/jr",
                  .group = kCommonOptions},
                 options.user_dir);
  command.option({.names = "--jr_system_dir",
                  .value = "DIR",
                  .text = "JR's system directory; the variable JR_SYSTEM_DIR sets it too",
                  .default_value = "~/.config/jr",
                  .group = kCommonOptions},
                 options.system_dir);
  command.option({.names = "--log_level",
                  .value = "LEVEL",
                  .text = "Taken for JR's sake: errors are shown at every level",
                  .group = kCommonOptions},
                 options.log_level);
}

void add_file_options(Command& command, std::string& csv, std::string& geojson) {
  command.option({.names = "--csv", .value = "FILE", .text = "Rows for the function fromcsv"}, csv);
  command.option({.names = "--geojson",
                  .value = "FILE",
                  .text = "Areas and lines for the functions nearby_gps_into_polygon and "
                          "nearby_gps_on_polyline"},
                 geojson);
}

Workspace::Workspace(const DirectoryOptions& options)
    : Workspace(options, std::make_shared<RunState>()) {}

Workspace::Workspace(const DirectoryOptions& options, std::shared_ptr<RunState> state)
    : Workspace(directories_of(options), std::move(state)) {}

Workspace::Workspace(std::vector<std::string> directories, std::shared_ptr<RunState> state)
    : catalog(directories),
      directories_(std::move(directories)),
      sets_(directories_),
      state_(std::move(state)) {}

Result<std::unique_ptr<Environment>> Workspace::environment(const std::string& locale,
                                                            const EmitterFiles& files) {
  auto found = sets_.locale(locale);
  if (!found) return tl::unexpected(found.error());
  auto& data = locales_[found->name];
  if (data == nullptr) {
    auto loaded = LocaleData::load(sets_, *found);
    if (!loaded) return tl::unexpected(loaded.error());
    data = *std::move(loaded);
    for (const auto& notice : data->notices) complain(notice);
  }
  auto environment = std::make_unique<Environment>(*state_);
  environment->data = data.get();
  environment->sets = &sets_;
  if (!files.csv.empty()) {
    auto table = csv(files.csv);
    if (!table) return tl::unexpected(table.error());
    environment->csv = *table;
  }
  if (!files.geojson.empty()) {
    auto found_shape = shape(files.geojson);
    if (!found_shape) return tl::unexpected(found_shape.error());
    environment->shape = *found_shape;
  }
  return environment;
}

Result<const CsvTable*> Workspace::csv(const std::string& path) {
  auto& table = csvs_[path];
  if (table == nullptr) {
    auto text = read_whole_file(path);
    if (!text) return tl::unexpected(text.error());
    auto parsed = CsvTable::parse(path, *text);
    if (!parsed) return tl::unexpected(parsed.error());
    table = std::make_unique<CsvTable>(*std::move(parsed));
  }
  return table.get();
}

Result<const GeoShape*> Workspace::shape(const std::string& path) {
  auto& shape = shapes_[path];
  if (shape == nullptr) {
    auto text = read_whole_file(path);
    if (!text) return tl::unexpected(text.error());
    auto parsed = parse_geojson(path, *text);
    if (!parsed) return tl::unexpected(parsed.error());
    shape = std::make_unique<GeoShape>(*std::move(parsed));
  }
  return shape.get();
}

Result<std::unique_ptr<JrConfig>> Workspace::users_config() const {
  std::vector<std::string> paths{"jrconfig.json"};
  for (const auto& directory : directories_) paths.push_back(directory + "/jrconfig.json");
  for (const auto& path : paths) {
    std::error_code ignored;
    if (!std::filesystem::is_regular_file(path, ignored)) continue;
    auto text = read_whole_file(path);
    if (!text) return tl::unexpected(text.error());
    auto config = read_jr_config(path, *text);
    if (!config) return tl::unexpected(config.error());
    for (const auto& place : config->unknown)
      complain(fmt::format("{}: '{}' means nothing and is left out", path, place));
    return std::make_unique<JrConfig>(*std::move(config));
  }
  return nullptr;
}

void complain(const std::string& message) { tell(stderr, "barnabas-gen: " + message); }

int complain(const Error& error) {
  complain(error.message);
  if (error.code == ErrorCode::BrokerNotAvailable) return kExitUnreachable;
  return error.code == ErrorCode::InvalidRequest ? kExitUsage : kExitFailed;
}

Result<std::string> read_whole_file(const std::string& path) {
  errno = 0;
  std::ifstream in(path, std::ios::binary);
  std::string text{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
  if (!in) {
    return fail(ErrorCode::InvalidConfig,
                fmt::format("{}: cannot be read: {}", path, std::strerror(errno)));
  }
  return text;
}

}  // namespace barnabas

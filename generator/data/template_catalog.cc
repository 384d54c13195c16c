#include "generator/data/template_catalog.h"

#include <fmt/format.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>
#include <set>

#include "generator/data/dataset.h"
#include "generator/data/embedded.h"
#include "protocol/base/suggest.h"

namespace barnabas {
namespace {

constexpr std::string_view folder = "templates/";
constexpr std::string_view extension = ".tpl";
constexpr std::array<std::string_view, 2> users_folders{"", "/templates"};

std::optional<std::string> template_of_alias(std::string_view name) {
  const auto text = embedded_file("templates/aliases.tsv");
  if (!text) return std::nullopt;
  const auto aliases = Dataset::from_table("templates/aliases.tsv", *text);
  if (!aliases) return std::nullopt;
  for (std::size_t row = 0; row < aliases->rows(); ++row) {
    if (aliases->cell(row, "alias") == name) return std::string(aliases->cell(row, "template"));
  }
  return std::nullopt;
}

Result<TemplateFile> read_file(std::string_view name, const std::string& path) {
  errno = 0;
  std::ifstream in(path, std::ios::binary);
  std::string text{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
  if (!in) {
    return fail(ErrorCode::InvalidConfig,
                fmt::format("{}: cannot be read: {}", path, std::strerror(errno)));
  }
  if (text.starts_with("\xEF\xBB\xBF")) text.erase(0, 3);  // how Windows marks UTF-8
  return TemplateFile{.name = std::string(name), .path = path, .text = std::move(text)};
}

}  // namespace

TemplateCatalog::TemplateCatalog(std::vector<std::string> directories)
    : directories_(std::move(directories)) {}

Result<TemplateFile> TemplateCatalog::find(std::string_view name) const {
  if (name.ends_with(extension)) name.remove_suffix(extension.size());
  for (const auto& directory : directories_) {
    for (const auto inside : users_folders) {
      const auto path = fmt::format("{}{}/{}{}", directory, inside, name, extension);
      std::error_code ignored;
      if (std::filesystem::is_regular_file(path, ignored)) return read_file(name, path);
    }
  }
  if (const auto text = embedded_file(fmt::format("{}{}{}", folder, name, extension))) {
    return TemplateFile{.name = std::string(name), .path = "", .text = std::string(*text)};
  }
  if (const auto meant = template_of_alias(name)) return find(*meant);
  const auto known = names();
  return fail(ErrorCode::InvalidConfig,
              fmt::format("There is no template '{}'.{}", name, did_you_mean(name, known)));
}

std::vector<std::string> TemplateCatalog::names() const {
  std::set<std::string> names;
  for (const auto& file : embedded_files(folder)) {
    if (!file.path.ends_with(extension)) continue;
    const auto length = file.path.size() - folder.size() - extension.size();
    names.emplace(file.path.substr(folder.size(), length));
  }
  for (const auto& directory : directories_) {
    for (const auto inside : users_folders) {
      std::error_code ignored;
      for (const auto& entry :
           std::filesystem::directory_iterator(fmt::format("{}{}", directory, inside), ignored)) {
        const auto& path = entry.path();
        if (path.extension() == extension) names.insert(path.stem().string());
      }
    }
  }
  return {names.begin(), names.end()};
}

}  // namespace barnabas

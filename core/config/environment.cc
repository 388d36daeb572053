// SPDX-License-Identifier: Apache-2.0
#include "config/environment.h"

#include <cstdlib>
#include <memory>
#include <utility>

#include "config/read_file.h"
#include "config/scalar.h"

namespace etl::config {
namespace {

constexpr std::string_view kBlank = " \t";

std::optional<std::string> FromProcess(const std::string& name) {
  const char* value = std::getenv(name.c_str());
  return value ? std::optional<std::string>(value) : std::nullopt;
}

std::string_view Trim(std::string_view text) {
  text.remove_prefix(std::min(text.find_first_not_of(kBlank), text.size()));
  return text.substr(0, text.find_last_not_of(kBlank) + 1);
}

char Unescape(char c) { return c == 'n' ? '\n' : c == 't' ? '\t' : c == 'r' ? '\r' : c; }

// '...' is literal, "..." knows \n \t \r \" \\ \$; nothing but a comment may follow.
std::optional<std::string> Quoted(std::string_view text) {
  const char quote = text.front();
  std::string value;
  for (std::size_t i = 1; i < text.size(); ++i) {
    if (text[i] == quote) {
      const std::string_view rest = Trim(text.substr(i + 1));
      return rest.empty() || rest.front() == '#' ? std::optional(value) : std::nullopt;
    }
    const bool escape = quote == '"' && text[i] == '\\' && i + 1 < text.size();
    value += escape ? Unescape(text[++i]) : text[i];
  }
  return std::nullopt;
}

std::optional<std::string> Value(std::string_view text) {
  text = Trim(text);
  if (text.starts_with('"') || text.starts_with('\'')) return Quoted(text);
  if (text.starts_with('#')) return "";
  return std::string(Trim(text.substr(0, text.find(" #"))));
}

}  // namespace

Environment::Environment(Lookup process) : process_(process ? std::move(process) : FromProcess) {}

void Environment::AddFile(const std::filesystem::path& path, Findings& findings) {
  const FileContent content = ReadRegularFile(path);
  if (content.problem.empty()) return AddText(content.text, path.string(), findings);
  findings.Error({std::make_shared<const std::string>(path.string()), 0, 0}, "cannot-read-file", "",
                 "cannot read the --env-file: " + content.problem);
}

void Environment::AddText(std::string_view text, const std::string& file, Findings& findings) {
  const auto name = std::make_shared<const std::string>(file);
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  for (int line_number = 1; !text.empty(); ++line_number) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (line.ends_with('\r')) line.remove_suffix(1);
    line = Trim(line);
    if (line.empty() || line.front() == '#') continue;
    if (line.starts_with("export ")) line = Trim(line.substr(7));
    const std::size_t equals = line.find('=');
    const std::string key(Trim(line.substr(0, equals)));
    const auto value =
        equals == std::string_view::npos ? std::nullopt : Value(line.substr(equals + 1));
    if (value && IsIdentifier(key) && value->find('\0') == std::string::npos) {
      from_files_[key] = *value;
    } else {
      // The line is not shown: it may hold a secret.
      findings.Error({name, line_number, 1}, "bad-env-file", "", "this line is not KEY=VALUE",
                     "write KEY=VALUE, with a value in closed quotes or in none");
    }
  }
}

std::optional<Environment::Variable> Environment::Get(const std::string& name) const {
  if (auto value = process_(name)) return Variable{std::move(*value), false};
  const auto found = from_files_.find(name);
  if (found == from_files_.end()) return std::nullopt;
  return Variable{found->second, true};
}

}  // namespace etl::config

// SPDX-License-Identifier: Apache-2.0
#include "tests/golden/workspace.h"

#include <re2/re2.h>
#include <sqlite3.h>

#include <algorithm>
#include <filesystem>
#include <sstream>
#include <stdexcept>

namespace etl::golden {

namespace {

void ReplaceAll(std::string& text, const std::string& from, const std::string& to) {
  for (std::size_t at = 0; (at = text.find(from, at)) != std::string::npos; at += to.size())
    text.replace(at, from.size(), to);
}

// Words at spaces; '...' keeps spaces.
std::vector<std::string> Words(const std::string& command) {
  std::vector<std::string> words(1);
  bool quoted = false;
  for (const char c : command) {
    if (c == '\'')
      quoted = !quoted;
    else if (c == ' ' && !quoted)
      words.emplace_back();
    else
      words.back() += c;
  }
  return words;
}

}  // namespace

Workspace::Workspace()
    : variables_{{"NO_COLOR", "1"}, {"ETL_PLUGIN_PATH", std::nullopt}},
      server_(std::make_unique<test_http::ScriptedServer>(
          [this](const test_http::Request& request, int) {
            const auto page = pages_.find(request.target);
            if (page == pages_.end()) return test_http::Answer("404 Not Found", "no such page");
            return test_http::Answer(page->second.status, page->second.body,
                                     "Content-Type: application/json\r\n");
          })) {}

std::string Workspace::Expand(std::string text) const {
  ReplaceAll(text, "${HTTP}", server_->url());
  ReplaceAll(text, "${HOST}", "127.0.0.1:" + std::to_string(server_->port()));
  ReplaceAll(text, "${DIR}", directory_.path().string());
  ReplaceAll(text, "${SOURCE}", ETL_SOURCE_DIR);
  ReplaceAll(text, "${BUILD}", std::filesystem::path(ETL_PROGRAM).parent_path().parent_path());
  return text;
}

void Workspace::AddDatabase(const std::string& name, const std::string& sql) {
  sqlite3* database = nullptr;
  sqlite3_open((directory_.path() / name).c_str(), &database);
  char* error = nullptr;
  if (sqlite3_exec(database, sql.c_str(), nullptr, nullptr, &error) != SQLITE_OK)
    throw std::runtime_error(error);
  sqlite3_close(database);
}

void Workspace::AddPage(const std::string& target_and_status, const std::string& body) {
  const std::size_t space = target_and_status.find(' ');
  const std::string status =
      space == std::string::npos ? "200 OK" : target_and_status.substr(space + 1);
  pages_[target_and_status.substr(0, space)] = {status, Expand(body)};
}

void Workspace::SetVariable(const std::string& assignment) {
  const std::size_t equals = assignment.find('=');
  variables_[assignment.substr(0, equals)] = Expand(assignment.substr(equals + 1));
}

process::ProgramResult Workspace::Run(const std::string& command) {
  std::vector<std::string> words = Words(Expand(command));
  if (words[0] == "etl") words[0] = ETL_PROGRAM;
  process::ProgramOptions options;
  options.cwd = directory_.path();
  options.env = variables_;
  return process::RunProgram(words, options);
}

std::optional<std::string> Workspace::Read(const std::string& name) const {
  if (!std::filesystem::exists(directory_.path() / name)) return std::nullopt;
  return directory_.Read(name);
}

std::string Workspace::Matching(const std::string& prefix) const {
  std::vector<std::string> found;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(directory_.path())) {
    const std::string name = std::filesystem::relative(entry.path(), directory_.path());
    if (name.starts_with(prefix)) found.push_back(name);
  }
  std::ranges::sort(found);
  std::ostringstream out;
  for (const std::string& name : found) out << name << "\n";
  return out.str();
}

std::string Workspace::Normalize(std::string text) const {
  ReplaceAll(text, server_->url(), "${HTTP}");
  ReplaceAll(text, "127.0.0.1:" + std::to_string(server_->port()), "${HOST}");
  ReplaceAll(text, directory_.path().string(), "${DIR}");
  // A build tree may lie in the source tree, or anywhere.
  ReplaceAll(text, std::filesystem::path(ETL_PROGRAM).parent_path().parent_path(), "${BUILD}");
  ReplaceAll(text, ETL_SOURCE_DIR, "${SOURCE}");
  static constexpr std::pair<const char*, const char*> kVarying[] = {
      {"elapsed          .*", "elapsed          *"},
      {"\\([0-9,]+ rows/s\\)", "(* rows/s)"},
      {"peak memory      .*", "peak memory      *"},
      {" time=\"[0-9.]+\"", " time=\"*\""},
      {"\"elapsed_s\": [0-9.e-]+", "\"elapsed_s\": *"},
      {"\"peak_rss_bytes\": [0-9]+", "\"peak_rss_bytes\": *"},
      {"  +[0-9.]+ ([KMG]i)?B(  +[0-9]+\\.[0-9]{3} s)+\n", "  * s\n"},
      {"bottleneck: .*", "bottleneck: *"},
      {"working, [0-9.]+ s waiting, .* of memory", "working, * waiting, * of memory"},
      {": [0-9.]+ s working", ": * s working"},
      {" x, [0-9.]+ ms", " x, * ms"},
      {"\"(busy_s|cpu_s|waiting_input_s|waiting_output_s|elapsed_us)\": [0-9.e-]+", "\"\\1\": *"},
      {"\"peak_memory_bytes\": [0-9]+", "\"peak_memory_bytes\": *"},
      // How a source cuts its rows into batches depends on what has arrived.
      {"\"(bytes|batches)_out\": [0-9]+", "\"\\1_out\": *"},
      {"\"run_id\": \"[^\"]*\"", "\"run_id\": *"},
      {"[0-9]{8}T[0-9]{6}-[0-9a-f]{8}", "RUN_ID"}};
  // How far the others had come when one step failed, and what they had taken of the memory.
  static constexpr std::pair<const char*, const char*> kRacing[] = {
      {"(rows read +)[0-9,]+ ", "\\1* "},
      {"unique: [0-9]+ keys", "unique: * keys"},
      {"longer than [0-9]+ bytes, and", "longer than * bytes, and"},
      {"memory: more than [0-9]+", "memory: more than *"},
      {"(?m)^(  \\w+ +)[0-9,]+ rows?\\b.*$", "\\1* rows"}};
  for (const auto& [pattern, replacement] : kVarying)
    RE2::GlobalReplace(&text, pattern, replacement);
  if (text.find("failed, nothing published") != std::string::npos)
    for (const auto& [pattern, replacement] : kRacing)
      RE2::GlobalReplace(&text, pattern, replacement);
  return text;
}

}  // namespace etl::golden

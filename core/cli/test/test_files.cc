// SPDX-License-Identifier: Apache-2.0
#include "cli/test/test_files.h"

#include <algorithm>
#include <set>
#include <utility>

#include "cli/test/test_reader.h"
#include "config/read_file.h"
#include "config/yaml.h"
#include "etl/error.h"

namespace etl::cli {

namespace {

namespace fs = std::filesystem;

bool IsTestFile(const fs::path& file) { return file.filename().string().ends_with(".test.yaml"); }
bool IsYaml(const fs::path& file) {
  return file.extension() == ".yaml" || file.extension() == ".yml";
}

// Whether a file has a top-level `tests:`, so that other YAML in a folder is none of our business.
bool MentionsTests(const fs::path& file) {
  const std::string text = config::ReadRegularFile(file).text;
  return text.starts_with("tests:") || text.find("\ntests:") != std::string::npos;
}

class Search {
 public:
  explicit Search(config::Findings& findings) : findings_(findings) {}

  void Add(const fs::path& argument);
  std::vector<TestFile> Take() { return std::move(files_); }

 private:
  void AddFolder(const fs::path& folder);
  void AddTestFile(const fs::path& file);
  void AddPipeline(const fs::path& file);
  void AddBeside(const fs::path& pipeline);
  bool IsNew(const fs::path& file) { return seen_.insert(fs::weakly_canonical(file)).second; }

  config::Findings& findings_;
  std::set<fs::path> seen_;
  std::vector<TestFile> files_;
};

void Search::AddTestFile(const fs::path& file) {
  if (!IsNew(file)) return;
  const std::size_t before = findings_.errors();
  const config::Node root = config::LoadYamlFile(file, findings_);
  if (findings_.errors() > before) return;
  files_.push_back({file, ReadTestFile(root, file, findings_)});
}

void Search::AddPipeline(const fs::path& file) {
  if (!IsNew(file)) return;
  config::Findings unread;  // told when the pipeline is run
  const config::Node root = config::LoadYamlFile(file, unread);
  const config::Node* tests = root.Find("tests");
  if (tests) files_.push_back({file, ReadTests(*tests, file, file, findings_)});
}

void Search::AddBeside(const fs::path& pipeline) {
  const fs::path folder = pipeline.has_parent_path() ? pipeline.parent_path() : ".";
  std::vector<fs::path> beside;
  for (const auto& entry : fs::directory_iterator(folder))
    if (entry.is_regular_file() && IsTestFile(entry.path()))
      beside.push_back(pipeline.parent_path() / entry.path().filename());
  std::ranges::sort(beside);
  for (const fs::path& file : beside) {
    config::Findings unread;
    const config::Node root = config::LoadYamlFile(file, unread);
    std::error_code error;
    if (fs::equivalent(PipelineOfTestFile(root, file), pipeline, error)) AddTestFile(file);
  }
}

void Search::AddFolder(const fs::path& folder) {
  std::vector<fs::path> found;
  auto entry = fs::recursive_directory_iterator(folder);
  for (; entry != fs::end(entry); ++entry) {
    const fs::path& path = entry->path();
    if (entry->is_directory() && path.filename().string().starts_with('.'))
      entry.disable_recursion_pending();
    else if (entry->is_regular_file() && IsYaml(path))
      found.push_back(path.lexically_normal());
  }
  std::ranges::sort(found);
  for (const fs::path& file : found) {
    if (IsTestFile(file))
      AddTestFile(file);
    else if (MentionsTests(file))
      AddPipeline(file);
  }
}

void Search::Add(const fs::path& argument) {
  if (fs::is_directory(argument)) return AddFolder(argument);
  if (!fs::exists(argument))
    throw ConfigError("there is no {}", argument.string())
        .Hint("name pipelines, *.test.yaml files or folders");
  if (IsTestFile(argument)) return AddTestFile(argument);
  AddPipeline(argument);
  AddBeside(argument);
}

}  // namespace

std::vector<TestFile> FindTests(const std::vector<fs::path>& arguments,
                                config::Findings& findings) {
  Search search(findings);
  for (const fs::path& argument : arguments) search.Add(argument);
  return search.Take();
}

}  // namespace etl::cli

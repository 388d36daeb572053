// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>

#include "cli/command_line.h"
#include "cli/findings.h"
#include "cli/parent_folders.h"
#include "cli/session.h"
#include "cli/test/test_files.h"
#include "cli/test/test_report.h"
#include "etl/error.h"

namespace etl::cli {

namespace {

// Whether `text` matches a shell's pattern of `*` and `?`.
bool Matches(std::string_view pattern, std::string_view text) {
  if (pattern.empty()) return text.empty();
  if (pattern[0] != '*')
    return !text.empty() && (pattern[0] == '?' || pattern[0] == text[0]) &&
           Matches(pattern.substr(1), text.substr(1));
  for (std::size_t i = 0; i <= text.size(); ++i)
    if (Matches(pattern.substr(1), text.substr(i))) return true;
  return false;
}

// A pattern without `*` and `?` is a part of the name.
bool IsChosen(const std::string& pattern, const TestCase& test) {
  if (pattern.empty()) return true;
  if (pattern.find_first_of("*?") != std::string::npos) return Matches(pattern, test.name);
  return test.name.find(pattern) != std::string::npos;
}

// As many as are read with pleasure.
std::string NameList(const std::vector<std::string>& names) {
  constexpr std::size_t kMost = 20;
  const std::vector<std::string> first(names.begin(),
                                       names.begin() + std::min(names.size(), kMost));
  return fmt::format("{}{}", fmt::join(first, ", "), names.size() > kMost ? ", …" : "");
}

class Testing {
 public:
  Testing(Session& session, const TestTools& tools, config::Findings& findings)
      : session_(session), tools_(tools), findings_(findings) {}

  // False: a signal, or a thread that hangs, ends it all.
  bool Run(const TestFile& file);
  const std::vector<TestFileReport>& reports() const { return reports_; }
  // Names of the tests that were not chosen.
  const std::vector<std::string>& others() const { return others_; }
  int signal() const { return signal_; }

 private:
  void Tell(const TestFileReport::Entry& entry) const;

  Session& session_;
  const TestTools& tools_;
  config::Findings& findings_;
  std::vector<TestFileReport> reports_;
  std::vector<std::string> others_;
  int signal_ = 0;
};

void Testing::Tell(const TestFileReport::Entry& entry) const {
  if (session_.options().json || (session_.options().quiet && entry.passed())) return;
  const char* verdict = entry.result.broken ? "WRONG" : entry.passed() ? "ok   " : "FAIL ";
  std::string text = fmt::format("  {} {}\n", verdict, entry.test->name);
  for (const TestFailure& failure : entry.result.failures) text += FailureText(failure);
  WriteOut(text);
}

bool Testing::Run(const TestFile& file) {
  TestFileReport report{file.file, {}};
  for (const TestCase& test : file.tests) {
    if (!IsChosen(session_.options().pattern, test)) {
      others_.push_back(test.name);
      continue;
    }
    if (report.tests.empty() && !session_.options().json) WriteOut(file.file.string() + "\n");
    report.tests.push_back({&test, RunTest(test, tools_, findings_)});
    const TestResult& result = report.tests.back().result;
    signal_ = result.signal;
    if (result.hung) session_.SetHung();
    if (signal_ || result.hung) break;
    Tell(report.tests.back());
  }
  if (!report.tests.empty()) reports_.push_back(std::move(report));
  return !signal_ && !session_.hung();
}

void WriteJUnit(const std::filesystem::path& path, const std::vector<TestFileReport>& reports) {
  MakeParentFolders(path);
  std::ofstream file(path, std::ios::binary);
  file << TestsJUnit(reports) << std::flush;
  if (!file)
    throw EnvironmentError("cannot write {}: {}", path.string(), std::string(std::strerror(errno)));
}

int Conclude(Session& session, const Testing& testing, const config::Findings& findings) {
  const TestTotals totals = CountTests(testing.reports());
  const bool none = totals.passed + totals.failed + totals.broken == 0 && !findings.has_errors();
  if (!session.options().junit.empty()) WriteJUnit(session.options().junit, testing.reports());
  if (session.options().json && !none) WriteOut(TestsJson(testing.reports(), findings));
  PrintFindings(session, findings);
  if (none && !testing.others().empty())
    throw ConfigError("no test has a name like `{}`", session.options().pattern)
        .Hint("there are: " + NameList(testing.others()));
  if (none)
    throw ConfigError("there are no tests")
        .Hint("write them under `tests:` in the pipeline, or into PIPELINE.test.yaml beside it");
  if (!session.options().json)
    WriteOut(fmt::format("{} passed, {} failed{}\n", totals.passed, totals.failed,
                         totals.broken ? fmt::format(", {} wrong", totals.broken) : ""));
  if (findings.has_errors()) return 2;
  return totals.failed > 0 ? 1 : 0;
}

int TestCommand(Session& session) {
  config::Findings findings;
  std::vector<std::filesystem::path> arguments = session.options().files;
  if (arguments.empty()) arguments.emplace_back(".");
  const std::vector<TestFile> files = FindTests(arguments, findings);
  const TestTools tools{session.registry(), session.secrets(), session.memory(),
                        session.options().threads, session.host_environment().log};
  Testing testing(session, tools, findings);
  for (const TestFile& file : files)
    if (!testing.Run(file)) break;
  if (testing.signal()) return 128 + testing.signal();
  return Conclude(session, testing, findings);
}

}  // namespace

void AddTest(CLI::App& app, Options& options, Verb& verb) {
  CLI::App* test = app.add_subcommand(
      "test", "Run the tests of pipelines: given rows in, expected rows out, nothing else touched");
  test->add_option("FILE", options.files,
                   "Pipelines, *.test.yaml files or folders (default: this folder)")
      ->type_name("");
  test->add_option("-k,--filter", options.pattern,
                   "Only the tests whose name holds this, or matches it if it has a * or ?")
      ->type_name("PATTERN");
  test->add_option("--junit", options.junit, "Write the results as JUnit's XML, too")
      ->type_name("FILE");
  test->add_option("--memory", options.memory, "Ceiling of the memory for rows, such as 64MiB")
      ->type_name("SIZE")
      ->capture_default_str();
  test->add_option("--threads", options.threads, "As of `etl run`")
      ->check(CLI::Range(1, 256).description(""))
      ->type_name("N");
  AddPluginOptions(*test, options);
  AddOutputOptions(*test, options);
  test->footer(
      "Examples:\n"
      "  etl test pipelines\n"
      "  etl test pipelines/users.yaml -k inactive\n"
      "  etl test --junit out/tests.xml pipelines\n\n"
      "No server is asked, no sink opened, no file written. Exit codes: 0 all passed, 1 some "
      "failed,\n2 a test itself is wrong, or there is none.");
  test->final_callback([&verb] { verb = TestCommand; });
}

}  // namespace etl::cli

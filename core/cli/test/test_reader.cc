// SPDX-License-Identifier: Apache-2.0
#include "cli/test/test_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <string>
#include <utility>

#include "config/keys.h"
#include "config/scalar.h"
#include "config/suggest.h"

namespace etl::cli {

namespace {

using config::Expect;
using config::Node;
using config::NodeKind;

const std::vector<std::string> kTestKeys{"name",  "params",   "dataset",   "env",
                                         "given", "run_date", "recording", "expect"};
const std::vector<std::string> kGivenKeys{"rows", "file", "recording", "schema"};
const std::vector<std::string> kExpectKeys{"rows", "file", "count", "columns", "unordered"};
const std::vector<std::string> kErrorKeys{"code", "message", "step"};
const std::vector<std::string> kCodes{"data", "config", "environment", "rejects", "internal"};

// Reads one entry of `tests:`. What is wrong becomes findings.
class TestReader {
 public:
  TestReader(const std::filesystem::path& directory, std::string path, config::Findings& findings)
      : directory_(directory), path_(std::move(path)), findings_(findings) {}

  void Read(const Node& node, TestCase& test);

 private:
  void ReadKey(const Node::Entry& entry, TestCase& test);
  void ReadDatasets(const Node& node, TestCase& test);
  void ReadGiven(const Node::Entry& entry, TestCase& test);
  void ReadGivenMapping(const Node& node, Given& given);
  void ReadExpect(const Node::Entry& entry, TestCase& test);
  void ReadExpectKey(const Node::Entry& entry, Expectation& expectation);
  void ReadError(const Node::Entry& entry, TestCase& test);
  void CheckWhole(const Node& node, const TestCase& test);
  bool CheckRows(const Node& rows, const std::string& path);

  std::optional<std::string> Text(const Node& node, const std::string& path) {
    if (!Expect(node, NodeKind::kScalar, node.mark(), path, findings_)) return std::nullopt;
    return node.text();
  }
  std::optional<std::filesystem::path> Path(const Node& node, const std::string& path) {
    const auto text = Text(node, path);
    return text ? std::optional(directory_ / *text) : std::nullopt;
  }
  void Error(const config::Mark& mark, const char* code, const std::string& path,
             std::string message, std::string hint = "") {
    findings_.Error(mark, code, path, std::move(message), std::move(hint));
  }

  const std::filesystem::path directory_;
  const std::string path_;  // "tests[2]"
  config::Findings& findings_;
};

void TestReader::Read(const Node& node, TestCase& test) {
  test.mark = node.mark();
  if (!Expect(node, NodeKind::kMapping, node.mark(), path_, findings_)) return;
  CheckKeys(node, kTestKeys, path_, findings_);
  for (const Node::Entry& entry : node.entries()) ReadKey(entry, test);
  CheckWhole(node, test);
}

void TestReader::ReadKey(const Node::Entry& entry, TestCase& test) {
  const std::string path = path_ + "." + entry.key;
  const Node& value = entry.value;
  if (entry.key == "name") {
    if (const auto text = Text(value, path)) test.name = *text;
  } else if (entry.key == "params") {
    if (Expect(value, NodeKind::kMapping, entry.key_mark, path, findings_))
      test.params = value.entries();
  } else if (entry.key == "env") {
    if (!Expect(value, NodeKind::kMapping, entry.key_mark, path, findings_)) return;
    for (const Node::Entry& variable : value.entries())
      if (const auto text = Text(variable.value, path + "." + variable.key))
        test.env[variable.key] = *text;
  } else if (entry.key == "dataset") {
    ReadDatasets(value, test);
  } else if (entry.key == "recording") {
    test.recording = Path(value, path);
  } else if (entry.key == "run_date") {
    const auto text = Text(value, path);
    if (text && config::IsDate(*text))
      test.run_date = *text;
    else if (text)
      Error(value.mark(), "wrong-type", path, fmt::format("expected a date, got `{}`", *text),
            "write YYYY-MM-DD");
  } else if (entry.key == "given") {
    if (!Expect(value, NodeKind::kMapping, entry.key_mark, path, findings_)) return;
    for (const Node::Entry& given : value.entries()) ReadGiven(given, test);
  } else if (entry.key == "expect") {
    if (!Expect(value, NodeKind::kMapping, entry.key_mark, path, findings_)) return;
    for (const Node::Entry& expected : value.entries()) ReadExpect(expected, test);
  }
}

void TestReader::ReadDatasets(const Node& node, TestCase& test) {
  const std::string path = path_ + ".dataset";
  const std::vector<Node> list = node.is_sequence() ? node.items() : std::vector<Node>{node};
  for (const Node& item : list)
    if (const auto file = Path(item, path)) test.datasets.push_back(*file);
}

bool TestReader::CheckRows(const Node& rows, const std::string& path) {
  bool sound = true;
  for (std::size_t i = 0; i < rows.items().size(); ++i)
    sound &= Expect(rows.items()[i], NodeKind::kMapping, rows.items()[i].mark(),
                    fmt::format("{}[{}]", path, i), findings_);
  return sound;
}

void TestReader::ReadGiven(const Node::Entry& entry, TestCase& test) {
  const std::string path = path_ + ".given." + entry.key;
  Given given{entry.key, entry.key_mark, {}, {}, {}, {}};
  const Node& value = entry.value;
  if (value.is_sequence()) {
    given.rows = value;
    CheckRows(value, path);
  } else if (value.is_mapping()) {
    ReadGivenMapping(value, given);
  } else if (value.is_scalar() && value.text() == "local") {
    given.from = Given::From::kLocal;
  } else {
    Error(value.mark().line ? value.mark() : entry.key_mark, "wrong-kind", path,
          "expected a list of rows, a mapping with one of rows, file and recording, or `local`",
          "an empty list is written []");
  }
  test.given.push_back(std::move(given));
}

void TestReader::ReadGivenMapping(const Node& node, Given& given) {
  const std::string path = path_ + ".given." + given.step;
  CheckKeys(node, kGivenKeys, path, findings_);
  int ways = 0;
  for (const Node::Entry& entry : node.entries()) {
    const std::string place = path + "." + entry.key;
    ways += entry.key != "schema";
    if (entry.key == "rows") {
      if (!Expect(entry.value, NodeKind::kSequence, entry.key_mark, place, findings_)) continue;
      given.rows = entry.value;
      CheckRows(entry.value, place);
    } else if (entry.key == "schema") {
      if (Expect(entry.value, NodeKind::kMapping, entry.key_mark, place, findings_))
        given.schema = entry.value;
    } else if (const auto file = Path(entry.value, place)) {
      given.from = entry.key == "file" ? Given::From::kFile : Given::From::kRecording;
      given.path = *file;
    }
  }
  if (ways != 1) Error(node.mark(), "given-ways", path, "it takes one of rows, file and recording");
}

void TestReader::ReadExpect(const Node::Entry& entry, TestCase& test) {
  if (entry.key == "error") return ReadError(entry, test);
  const std::string path = path_ + ".expect." + entry.key;
  Expectation expectation;
  expectation.step = entry.key;
  expectation.mark = entry.key_mark;
  const Node& value = entry.value;
  if (value.is_sequence()) {
    expectation.rows = value;
    CheckRows(value, path);
  } else if (Expect(value, NodeKind::kMapping, entry.key_mark, path, findings_)) {
    CheckKeys(value, kExpectKeys, path, findings_);
    for (const Node::Entry& key : value.entries()) ReadExpectKey(key, expectation);
    if (expectation.rows && expectation.file)
      Error(value.mark(), "expect-ways", path, "`rows` and `file` exclude each other");
    else if (!expectation.rows && !expectation.file && !expectation.count)
      Error(value.mark(), "expect-ways", path, "it takes one of rows, file and count");
  }
  test.expect.push_back(std::move(expectation));
}

void TestReader::ReadExpectKey(const Node::Entry& entry, Expectation& expectation) {
  const std::string path = path_ + ".expect." + expectation.step + "." + entry.key;
  const Node& value = entry.value;
  if (entry.key == "rows") {
    if (!Expect(value, NodeKind::kSequence, entry.key_mark, path, findings_)) return;
    expectation.rows = value;
    CheckRows(value, path);
  } else if (entry.key == "file") {
    expectation.file = Path(value, path);
  } else if (entry.key == "count") {
    expectation.count = config::AsInt(value);
    if (!expectation.count || *expectation.count < 0)
      Error(value.mark().line ? value.mark() : entry.key_mark, "wrong-type", path,
            "expected a number of rows");
  } else if (entry.key == "columns") {
    const std::vector<Node> list = value.is_sequence() ? value.items() : std::vector<Node>{value};
    for (const Node& column : list)
      if (Text(column, path)) expectation.columns.push_back(column);
  } else if (entry.key == "unordered") {
    const auto flag = config::AsBool(value);
    if (!flag)
      Error(value.mark().line ? value.mark() : entry.key_mark, "wrong-type", path,
            "expected true or false");
    expectation.unordered = flag.value_or(false);
  }
}

void TestReader::ReadError(const Node::Entry& entry, TestCase& test) {
  const std::string path = path_ + ".expect.error";
  if (!Expect(entry.value, NodeKind::kMapping, entry.key_mark, path, findings_)) return;
  CheckKeys(entry.value, kErrorKeys, path, findings_);
  ExpectedError error{entry.key_mark, "", "", ""};
  for (const Node::Entry& key : entry.value.entries()) {
    const auto text = Text(key.value, path + "." + key.key);
    if (!text) continue;
    (key.key == "code" ? error.code : key.key == "message" ? error.message : error.step) = *text;
    if (key.key == "code" && std::ranges::find(kCodes, *text) == kCodes.end())
      Error(key.value.mark(), "unknown-value", path + ".code",
            fmt::format("`{}` is no kind of error", *text), config::DidYouMean(*text, kCodes));
  }
  test.error = std::move(error);
}

void TestReader::CheckWhole(const Node& node, const TestCase& test) {
  if (test.name.empty())
    Error(node.mark(), "missing-key", path_, "`name` is missing", "say what the test is about");
  if (test.expect.empty() && !test.error)
    Error(node.mark(), "missing-key", path_, "it expects nothing",
          "write under `expect:` what should come out of a step");
  for (const Expectation& expectation : test.expect)
    if (test.error && test.error->code != "rejects")
      Error(expectation.mark, "expect-ways", path_ + ".expect." + expectation.step,
            "a run that fails gives no rows to compare", "make it a test of its own");
}

}  // namespace

std::vector<TestCase> ReadTests(const Node& tests, const std::filesystem::path& file,
                                const std::filesystem::path& pipeline, config::Findings& findings) {
  std::vector<TestCase> sound;
  if (tests.is_null()) return sound;
  if (!Expect(tests, NodeKind::kSequence, tests.mark(), "tests", findings)) return sound;
  std::set<std::string> names;
  for (std::size_t i = 0; i < tests.items().size(); ++i) {
    const std::string path = fmt::format("tests[{}]", i);
    const std::size_t before = findings.errors();
    TestCase test;
    test.pipeline = pipeline;
    TestReader(file.parent_path(), path, findings).Read(tests.items()[i], test);
    if (!test.name.empty() && !names.insert(test.name).second)
      findings.Error(test.mark, "duplicate-test", path,
                     fmt::format("there is a test `{}` already", test.name), "rename one of them");
    if (findings.errors() == before) sound.push_back(std::move(test));
  }
  return sound;
}

std::filesystem::path PipelineOfTestFile(const Node& root, const std::filesystem::path& file) {
  const Node* named = root.Find("pipeline");
  if (named && named->is_scalar()) return file.parent_path() / named->text();
  std::string name = file.filename().string();
  name.resize(name.size() - std::string_view(".test.yaml").size());
  return file.parent_path() / (name + ".yaml");
}

std::vector<TestCase> ReadTestFile(const Node& root, const std::filesystem::path& file,
                                   config::Findings& findings) {
  if (!Expect(root, NodeKind::kMapping, root.mark(), "", findings)) return {};
  static const std::vector<std::string> kKeys{"version", "description", "pipeline", "tests"};
  CheckKeys(root, kKeys, "", findings);
  const Node* version = root.Find("version");
  if (version && config::AsInt(*version) != 1)
    findings.Error(version->mark(), "bad-version", "version", "the version must be 1");
  const Node* tests = root.Find("tests");
  if (!tests || tests->is_null()) {
    findings.Error(root.mark(), "missing-key", "tests", "it has no tests", "list them as `tests:`");
    return {};
  }
  const std::filesystem::path pipeline = PipelineOfTestFile(root, file);
  if (!std::filesystem::exists(pipeline)) {
    const Node* named = root.Find("pipeline");
    findings.Error(named ? named->mark() : root.mark(), "no-pipeline", "pipeline",
                   fmt::format("there is no {}", pipeline.string()),
                   "name the pipeline that it tests: `pipeline: FILE`, from this folder on");
    return {};
  }
  return ReadTests(*tests, file, pipeline, findings);
}

}  // namespace etl::cli

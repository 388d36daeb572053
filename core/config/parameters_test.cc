// SPDX-License-Identifier: Apache-2.0
#include "config/parameters.h"

#include <gmock/gmock.h>

#include "config/test_support.h"
#include "config/yaml.h"

namespace etl::config {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

// Resolves `x: <text>` of a file p.yaml with the given parameters.
class ParametersTest : public testing::Test {
 protected:
  Parameters Make(const std::string& params) {
    const Node node = ParseYaml(params, "p.yaml", findings_);
    return Parameters(ReadParams(node, findings_), Environment(workspace_.request.environment),
                      "2024-02-29", node.mark(), workspace_.secrets);
  }
  Node Resolve(Parameters& parameters, const std::string& text,
               const std::string& file = "u.yaml") {
    return parameters.Resolve(*ParseYaml("x: " + text, file, findings_).Find("x"), "x", findings_);
  }
  std::string Text(Parameters& parameters, const std::string& text) {
    return Resolve(parameters, text).text();
  }
  std::vector<std::string> Found() const { return Lines(findings_); }

  Workspace workspace_;
  Findings findings_;
};

TEST_F(ParametersTest, AWholeReferenceKeepsTheType) {
  Parameters parameters = Make(
      "n: {type: int, default: 0x1F}\nf: {type: float, default: 1}\nb: {type: bool, default: "
      "TRUE}\n"
      "s: {default: 'no'}\nl: {type: list, default: [a, 'b,c', \"${s}\"]}\nd: {type: date, "
      "default: 2017-02-02}");
  const Node n = Resolve(parameters, "'${n}'");
  EXPECT_EQ(n.text(), "31");
  EXPECT_FALSE(n.quoted());
  EXPECT_EQ(n.typed_as(), ParamType::kInt);
  EXPECT_EQ(n.written(), "${n}");
  EXPECT_TRUE(n.substituted());
  EXPECT_EQ(Text(parameters, "${b}"), "true");
  EXPECT_EQ(Text(parameters, "${d}"), "2017-02-02");
  EXPECT_TRUE(Resolve(parameters, "${s}").quoted());
  const Node list = Resolve(parameters, "${l}");
  ASSERT_EQ(list.items().size(), 3u);
  EXPECT_EQ(list.items()[1].text(), "b,c");
  EXPECT_EQ(list.items()[2].text(), "no");
  EXPECT_EQ(Resolve(parameters, "a${n}").typed_as(), std::nullopt);
  EXPECT_THAT(Found(), ElementsAre());
}

TEST_F(ParametersTest, TextIsPutTogether) {
  workspace_.environment = {{"V", "v\n  key: 1"}, {"EMPTY", ""}, {"R", "${s}"}};
  workspace_.Write("secret.txt", "from file\n\n");
  Parameters parameters = Make("s: {default: 'x'}");
  EXPECT_EQ(Text(parameters, "a-${s}-${s}$"), "a-x-x$");
  EXPECT_EQ(Text(parameters, "$${s} $$${s}"), "${s} $${s}");
  EXPECT_EQ(Text(parameters, "${env:V}"), "v\n  key: 1");
  EXPECT_EQ(Text(parameters, "${env:R}"), "${s}");  // no recursion
  EXPECT_EQ(Text(parameters, "${env:NONE:-a:-b}${env:EMPTY:-c}${env:EMPTY:-}"), "a:-bc");
  EXPECT_EQ(Text(parameters, "${run.date} ${pipeline_dir}"), "2024-02-29 .");
  EXPECT_EQ(Resolve(parameters, "${dataset_dir}/x", "d/u.yaml").text(), "d/x");
  const Node secret = Resolve(parameters, "'<${file:secret.txt}>'");
  EXPECT_EQ(secret.text(), "<from file\n>");
  EXPECT_TRUE(secret.sensitive());
  EXPECT_EQ(workspace_.secrets.Mask("from file\n"), "***");
  EXPECT_THAT(Found(), ElementsAre());
}

TEST_F(ParametersTest, BadReferencesAreFoundWhereTheyStand) {
  Parameters parameters = Make("days: {type: int, default: 1}\nl: {type: list, default: [a]}");
  EXPECT_TRUE(Resolve(parameters, "\"a${days} ${dasy}\"").unresolved());
  Resolve(parameters, "\n  ${days");
  Resolve(parameters, "\n\n  - a${l}");
  Resolve(parameters, "\n\n\n  ${env:NONE} ${env:N-O}");
  Resolve(parameters, "\n\n\n\n  ${env:A:-${days}}");
  Resolve(parameters, "\n\n\n\n\n  ${file:none.txt}");
  workspace_.Write("nul.txt", std::string("a\0b", 3));
  Resolve(parameters, "\n\n\n\n\n\n  ${file:nul.txt}");
  EXPECT_THAT(
      Found(),
      ElementsAre(
          "u.yaml:1:14: error: x: unknown parameter `dasy`; did you mean `days`? "
          "[unknown-parameter]",
          "u.yaml:2:3: error: x: `${` without its `}`; write `$${` for a literal `${` "
          "[bad-reference]",
          "u.yaml:3:6: error: x[0]: parameter `l` is a list; a list can only stand alone, as "
          "\"${l}\" "
          "[bad-reference]",
          "u.yaml:4:3: error: x: environment variable `NONE` is not set; set it, or write "
          "${env:NONE:-default} [unset-variable]",
          "u.yaml:4:15: error: x: `N-O` is no name of an environment variable; write ${env:NAME} "
          "or "
          "${env:NAME:-default} [bad-reference]",
          "u.yaml:5:3: error: x: a `${` within a `${...}`; put the inner one into a parameter's "
          "default "
          "[bad-reference]",
          "u.yaml:6:3: error: x: cannot read the file `none.txt`: No such file or directory "
          "[cannot-read-file]",
          "u.yaml:7:3: error: x: the file `nul.txt` holds a NUL byte; it must be a text, and in "
          "UTF-8 [nul]"));
}

TEST_F(ParametersTest, DatasetDirIsKnownInDatasetFilesOnly) {
  Parameters parameters = Make("p: {default: \"${dataset_dir}\"}");
  Resolve(parameters, "${p}");
  EXPECT_THAT(Found(),
              ElementsAre(HasSubstr("p.yaml:1:15: error: params.p: `${dataset_dir}` is known "
                                    "only in a dataset file")));
}

TEST_F(ParametersTest, UnsetIsSaidOnceWhereUsed) {
  Parameters parameters =
      Make("db_url: {default: \"${env:USERS_DB_URL}\"}\nkey: {}\nunused: {type: int}");
  Resolve(parameters, "[\"${db_url}\", \"${key}\", \"${db_url}\"]");
  const Node scalar = Resolve(parameters, "${key}");
  EXPECT_TRUE(scalar.unresolved());
  EXPECT_THAT(
      Found(),
      ElementsAre(
          "u.yaml:1:6: error: x[0]: parameter `db_url` is not set; set it with -p db_url=… or "
          "ETL_PARAM_DB_URL, or set the variable USERS_DB_URL [unset-parameter]",
          "u.yaml:1:19: error: x[1]: parameter `key` is not set; set it with -p key=… or "
          "ETL_PARAM_KEY [unset-parameter]"));
}

TEST_F(ParametersTest, DefaultsMayReferToOthersButNotInACircle) {
  Parameters parameters = Make(
      "a: {default: \"${b}/x\"}\nb: {default: y}\nc: {default: \"${d}\"}\nd: {default: \"${c}\"}\n"
      "e: {default: \"${e}\"}");
  EXPECT_EQ(Text(parameters, "${a}"), "y/x");
  Resolve(parameters, "[\"${c}\", \"${d}\", \"${e}\"]");
  EXPECT_THAT(
      Found(),
      ElementsAre("p.yaml:4:15: error: params.d: parameter `c` depends on itself: c → d → c "
                  "[parameter-cycle]",
                  "p.yaml:5:15: error: params.e: parameter `e` depends on itself: e → e "
                  "[parameter-cycle]"));
}

TEST_F(ParametersTest, TheCommandLineWinsThenTheEnvironmentThenDatasets) {
  Parameters parameters =
      Make("a: {default: 1}\nb: {default: 1}\nc: {default: 1}\nd: {default: 1}");
  workspace_.environment = {{"ETL_PARAM_A", "3"}, {"ETL_PARAM_B", "3"}};
  for (const auto& entry : ParseYaml("a: 2\nb: 2\nc: 2\n", "d.yaml", findings_).entries()) {
    parameters.SetFromDataset(entry, findings_);
  }
  parameters.Assign("a=4=5", findings_);
  EXPECT_EQ(Text(parameters, "${a} ${b} ${c} ${d}"), "4=5 3 2 1");
  EXPECT_EQ(parameters.values().at("a").origin, "-p");
  EXPECT_EQ(parameters.values().at("b").origin, "environment ETL_PARAM_B");
  EXPECT_EQ(parameters.values().at("c").origin, "dataset d.yaml");
  EXPECT_EQ(parameters.values().at("d").origin, "default");
}

TEST_F(ParametersTest, AWrongValueSaysWhereItCameFrom) {
  workspace_.environment = {{"ETL_PARAM_D", "2023-02-29"}, {"X", "hunter2"}};
  Parameters parameters = Make(
      "n: {type: int, default: 1}\nd: {type: date}\nm: {default: zap, values: [zip, all]}\n"
      "b: {type: bool, default: no}\nx: {type: int, default: \"${env:X}\"}\n"
      "s: {type: int, sensitive: true}\nl: {type: list, default: abc}\nf: {type: float, default: "
      ".inf}\n"
      "z: {type: int, default: }\ni: {type: int, default: 9223372036854775808}");
  parameters.Assign("n=1.5", findings_);
  parameters.Assign("s=hunter2", findings_);
  Resolve(parameters,
          "[\"${n}\", \"${d}\", \"${m}\", \"${b}\", \"${x}\", \"${s}\", \"${l}\", \"${f}\", "
          "\"${z}\", \"${i}\"]");
  const std::string whole = "; write a whole number of at most 64 bits, such as 30 [wrong-type]";
  EXPECT_THAT(
      Found(),
      ElementsAre("p.yaml:1:1: error: params.n: `1.5` (-p) is not of type int" + whole,
                  "p.yaml:2:1: error: params.d: `2023-02-29` (environment ETL_PARAM_D) is not of "
                  "type date; write a date of the calendar as YYYY-MM-DD [wrong-type]",
                  "p.yaml:3:14: error: params.m: `zap` (default) is not one of its values; did you "
                  "mean `zip`? [value-not-allowed]",
                  "p.yaml:4:26: error: params.b: `no` (default) is not of type bool; write true or "
                  "false [wrong-type]",
                  "p.yaml:5:25: error: params.x: `${env:X}` (default) is not of type int" + whole,
                  "p.yaml:6:1: error: params.s: its value (-p) is not of type int" + whole,
                  "p.yaml:7:26: error: params.l: expected a list, found a value [wrong-kind]",
                  "p.yaml:8:27: error: params.f: `.inf` (default) is not of type float; write a "
                  "number, such as 0.5 [wrong-type]",
                  "p.yaml:9:16: error: params.z: expected a value, found nothing [wrong-kind]",
                  "p.yaml:10:25: error: params.i: `9223372036854775808` (default) is not of type "
                  "int" +
                      whole));
}

TEST_F(ParametersTest, SensitiveValuesAreHiddenAndStaySensitive) {
  Parameters parameters =
      Make("url: {sensitive: true}\nalias: {default: \"<${key}>\"}\nkey: {sensitive: true}");
  parameters.Assign("url=mysql://app:hunter2@db1/shop", findings_);
  parameters.Assign("key=topsecret", findings_);
  EXPECT_TRUE(Resolve(parameters, "${url}").sensitive());
  EXPECT_TRUE(Resolve(parameters, "${alias}").sensitive());
  EXPECT_TRUE(parameters.values().at("alias").sensitive);
  EXPECT_EQ(workspace_.secrets.Mask("hunter2 at db1: topsecret"), "*** at db1: ***");
}

TEST_F(ParametersTest, TextBecomesAList) {
  workspace_.environment = {{"L", "x,y"}};
  Parameters parameters =
      Make("l: {type: list}\nm: {type: list, default: \"${env:L}\"}\nn: {type: list}");
  parameters.Assign("l=a, b ,c", findings_);
  parameters.Assign("n=", findings_);
  EXPECT_EQ(Resolve(parameters, "${l}").items().size(), 3u);
  EXPECT_EQ(Resolve(parameters, "${l}").items()[1].text(), "b");
  EXPECT_EQ(Resolve(parameters, "${m}").items().size(), 2u);
  EXPECT_EQ(Resolve(parameters, "${n}").items().size(), 0u);
  EXPECT_THAT(Found(), ElementsAre());
}

TEST_F(ParametersTest, UnknownNamesAreFound) {
  Parameters parameters = Make("days: {type: int}");
  parameters.Assign("day=hunter2", findings_);
  parameters.Assign("days", findings_);
  parameters.Assign("=hunter2", findings_);
  EXPECT_THAT(Found(),
              ElementsAre("error: -p day: the pipeline has no such parameter; did you mean `days`? "
                          "[unknown-parameter]",
                          "error: -p days: there is no value; write -p name=value [bad-assignment]",
                          "error: -p: there is no name before the `=`; write -p name=value "
                          "[bad-assignment]"));
}

TEST_F(ParametersTest, DeclarationsAreChecked) {
  Make(
      "1a: {}\na: 2017-02-02\nb: {typ: int}\nc: {type: integer}\nA: {}\npipeline_dir: {}\n"
      "d: {type: int, values: [x]}\ne: {sensitive: yes}\nf: {sensitive: true, default: hunter2}\n"
      "g: {help: [a]}");
  EXPECT_THAT(
      Found(),
      ElementsAre(
          "p.yaml:1:1: error: params.1a: `1a` is no name for a parameter; use letters, digits and "
          "`_`, and begin with no digit [bad-name]",
          "p.yaml:2:4: error: params.a: expected a mapping, found a value [wrong-kind]",
          "p.yaml:3:5: error: params.b: unknown key `typ`; did you mean `type`? [unknown-key]",
          "p.yaml:4:11: error: params.c.type: unknown type `integer`; did you mean `int`? "
          "[unknown-type]",
          "p.yaml:5:1: error: params.A: `a` and `A` would both be set by ETL_PARAM_A; choose "
          "another name [bad-name]",
          "p.yaml:6:1: error: params.pipeline_dir: `pipeline_dir` is built in; choose another name "
          "[bad-name]",
          "p.yaml:7:25: error: params.d.values: `x` is no int [wrong-type]",
          "p.yaml:8:16: error: params.e.sensitive: expected true or false [wrong-type]",
          "p.yaml:9:31: warning: params.f.default: a sensitive parameter has its value in the "
          "file; "
          "take it from \"${env:NAME}\" or \"${file:path}\" [secret-literal]",
          "p.yaml:10:11: error: params.g.help: expected a value, found a list [wrong-kind]"));
}

}  // namespace
}  // namespace etl::config

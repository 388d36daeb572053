// SPDX-License-Identifier: Apache-2.0
#include "config/load.h"

#include <gmock/gmock.h>

#include <algorithm>

#include "config/test_support.h"

namespace etl::config {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

constexpr const char* kHead = "version: 1\nsources:\n  a: {use: lines, path: x}\n";
constexpr const char* kUsers = R"(version: 1
name: users
description: People on both platforms.
params:
  db_url: {sensitive: true, default: "${env:USERS_DB_URL}"}
  match: {default: zip, values: [zip, all]}
  out_dir: {type: path, default: out}
connections:
  platform: {url: "${db_url}", timeout: 5}
sources:
  internal:
    connection: platform
    table: user
  external: {use: rest, url: http://localhost/}
transforms:
  matched:
    use: sort_merge_join
    from: [internal, external]
    match: "${match}"
    assert:
      rows: {min: 1}
sinks:
  sample: {use: json, from: matched, path: "${out_dir}/users.json"}
)";

class LoadTest : public testing::Test {
 protected:
  LoadTest() { workspace_.environment["USERS_DB_URL"] = "mysql://app:hunter2@db1/shop"; }
  Workspace workspace_;
};

TEST_F(LoadTest, ReadsAPipeline) {
  LoadResult result = workspace_.Load(kUsers);
  EXPECT_THAT(Lines(result.findings), ElementsAre());
  const PipelineConfig& config = result.config;
  EXPECT_EQ(config.file, "p.yaml");
  EXPECT_EQ(config.name, "users");
  EXPECT_EQ(config.description, "People on both platforms.");
  EXPECT_EQ(config.params.size(), 3u);
  const Node& url = *config.connections.at("platform").Find("url");
  EXPECT_EQ(url.text(), "mysql://app:hunter2@db1/shop");
  EXPECT_TRUE(url.sensitive());
  EXPECT_EQ(workspace_.secrets.Mask("hunter2@db1"), "***@db1");
  ASSERT_EQ(config.sources.size(), 2u);
  EXPECT_TRUE(config.sources[0].use.is_null());
  EXPECT_EQ(config.sources[0].connection.text(), "platform");
  EXPECT_EQ(ToString(config.sources[0].mark), "p.yaml:11:3");
  const Step& matched = *config.FindStep("matched");
  EXPECT_EQ(matched.path(), "transforms.matched");
  ASSERT_EQ(matched.inputs.size(), 2u);
  EXPECT_EQ(matched.inputs[1].name, "external");
  EXPECT_EQ(ToString(matched.inputs[1].mark), "p.yaml:18:22");
  ASSERT_EQ(matched.options.size(), 1u);
  EXPECT_EQ(matched.Option("match")->value.text(), "zip");
  EXPECT_EQ(matched.assertions.entries().size(), 1u);
  EXPECT_EQ(config.sinks[0].Option("path")->value.text(), "out/users.json");
}

TEST_F(LoadTest, EvaluatesParametersOnDemand) {
  LoadResult result =
      workspace_.Load(std::string(kHead) +
                      "params:\n  today: {type: date, default: 2017-02-02}\n  days: {type: int}\n"
                      "sinks:\n  s: {use: json, from: a}\n");
  EXPECT_FALSE(result.findings.has_errors());
  EXPECT_EQ(result.config.Value("today", {}, "", result.findings)->text, "2017-02-02");
  EXPECT_EQ(result.config.Value("days", {}, "sinks.s.x", result.findings), nullptr);
  EXPECT_EQ(result.config.Value("days", {}, "sinks.s.y", result.findings), nullptr);
  EXPECT_THAT(Lines(result.findings),
              ElementsAre(HasSubstr("error: sinks.s.x: parameter `days` is not set")));
}

TEST_F(LoadTest, DatasetsSayWhereTheDataIs) {
  workspace_.Write(
      "sets/d1.yaml",
      "params: {match: all}\nconnections:\n  platform: {url: \"sqlite:${dataset_dir}/x.db\"}\n"
      "sources:\n  internal: {table: people, where: a = 1}\n");
  workspace_.Write("sets/d2.yaml",
                   "name: second\nversion: 1\nsources: {internal: {table: persons}}\n");
  workspace_.request.datasets = {"sets/d1.yaml", "sets/d2.yaml"};
  LoadResult result = workspace_.Load(kUsers);
  EXPECT_THAT(Lines(result.findings), ElementsAre());
  const PipelineConfig& config = result.config;
  EXPECT_EQ(config.name, "users");
  EXPECT_EQ(config.FindStep("matched")->Option("match")->value.text(), "all");
  EXPECT_EQ(config.connections.at("platform").Find("url")->text(), "sqlite:sets/x.db");
  EXPECT_EQ(config.connections.at("platform").Find("timeout")->text(), "5");
  EXPECT_EQ(config.sources[0].Option("table")->value.text(), "persons");
  EXPECT_EQ(config.sources[0].Option("where")->value.text(), "a = 1");
  ASSERT_EQ(config.overrides.size(), 3u);
  EXPECT_EQ(config.overrides[2].step + "." + config.overrides[2].option, "internal.table");
  EXPECT_EQ(ToString(config.overrides[2].mark), "sets/d2.yaml:3:22");
}

TEST_F(LoadTest, DatasetsCannotChangeTheMeaning) {
  workspace_.Write("d.yaml",
                   "version: 2\nmemory: 1\nparams: {mach: all}\nconnections: {platfrom: {url: x}}\n"
                   "sources:\n  interal: {table: x}\n  sample: {path: x}\n  external: {use: csv}\n"
                   "transforms: [x]\nsinks: {sample: x}\n");
  workspace_.request.datasets = {"d.yaml", "none.yaml"};
  EXPECT_THAT(
      workspace_.Findings(kUsers),
      ElementsAre(
          "d.yaml:1:10: error: version: the version must be 1 [bad-version]",
          HasSubstr("d.yaml:2:1: error: unknown key `memory`"),
          "d.yaml:3:10: error: params.mach: the pipeline has no parameter `mach`; did you mean "
          "`match`? [unknown-parameter]",
          "d.yaml:4:15: error: connections.platfrom: the pipeline has no connection `platfrom`; "
          "did "
          "you mean `platform`? [unknown-connection]",
          "d.yaml:6:3: error: sources.interal: the pipeline has no `interal` among its sources; "
          "did "
          "you mean `internal`? [unknown-step]",
          "d.yaml:7:3: error: sources.sample: the pipeline has no `sample` among its sources; it "
          "is "
          "one of the sinks [unknown-step]",
          "d.yaml:8:14: error: sources.external: a dataset cannot change `use`; it sets options "
          "that "
          "say where the data is, not what becomes of it [dataset-meaning]",
          "d.yaml:9:13: error: transforms: expected a mapping, found a list [wrong-kind]",
          "d.yaml:10:17: error: sinks.sample: expected a mapping, found a value [wrong-kind]",
          "none.yaml: error: cannot read the file: No such file or directory [cannot-read-file]"));
}

TEST_F(LoadTest, TopLevelKeysAreChecked) {
  EXPECT_THAT(
      workspace_.Findings("sorces: {}\nname: [x]\nversion: '1'\n"),
      ElementsAre("p.yaml:1:1: error: unknown key `sorces`; did you mean `sources`? [unknown-key]",
                  "p.yaml:1:1: error: sources: the pipeline has no sources; it needs at least one "
                  "[missing-key]",
                  "p.yaml:1:1: error: sinks: the pipeline has no sinks; it needs at least one "
                  "[missing-key]",
                  "p.yaml:2:7: error: name: expected a value, found a list [wrong-kind]",
                  "p.yaml:3:10: error: version: the version must be 1 [bad-version]"));
  EXPECT_THAT(workspace_.Findings("[a]"),
              ElementsAre("p.yaml:1:1: error: expected a mapping, found a list [wrong-kind]"));
  EXPECT_THAT(workspace_.Findings("a: [\n"), ElementsAre(HasSubstr("not valid YAML")));
  EXPECT_THAT(workspace_.Findings(""),
              ElementsAre("p.yaml: error: the file is empty [empty-file]"));
  EXPECT_THAT(
      workspace_.Findings("name: x\nsources:\nsinks: {s: {use: json, from: a}}"),
      ElementsAre(
          "p.yaml:1:1: error: `version` is missing; write `version: 1` at the top [missing-key]",
          "p.yaml:2:1: error: sources: expected a mapping, found nothing [wrong-kind]"));
  EXPECT_THAT(workspace_.Findings("# Of a site.\nparams:\n  cats: 12\n"),
              ElementsAre("p.yaml:2:1: error: this is a dataset: it only sets parameters; name the "
                          "pipeline's file, and this one with --dataset [dataset]"));
}

TEST_F(LoadTest, StepsAreChecked) {
  EXPECT_THAT(
      workspace_.Findings(
          "version: 1\nsources:\n  a: {use: lines, from: b}\n  b:\n  c-d: {use: lines}\n"
          "  e: {table: x}\nsinks:\n  s: {use: [json]}\n  t: {use: json, from: {}}\n"
          "  u: {use: json, from: [], assert: 1}\n"),
      ElementsAre(
          "p.yaml:3:19: error: sources.a: a source reads no other step; remove `from`, or make it "
          "one "
          "of the transforms [source-with-from]",
          "p.yaml:4:3: error: sources.b: expected a mapping, found nothing [wrong-kind]",
          "p.yaml:5:3: error: sources.c-d: `c-d` is no name for a step; use letters, digits and "
          "`_`, "
          "and begin with no digit [bad-name]",
          "p.yaml:6:3: error: sources.e: `use` is missing; name the plugin, or a connection whose "
          "scheme names it [missing-key]",
          "p.yaml:8:3: error: sinks.s: `from` is missing; name the step that it reads, or a list "
          "of "
          "steps [missing-key]",
          "p.yaml:8:12: error: sinks.s.use: expected a value, found a list [wrong-kind]",
          "p.yaml:9:24: error: sinks.t.from: expected the name of a step or a list of names, found "
          "a "
          "mapping [wrong-kind]",
          "p.yaml:10:24: error: sinks.u: `from` names no step [missing-key]",
          "p.yaml:10:36: error: sinks.u.assert: expected a mapping, found a value [wrong-kind]"));
}

TEST_F(LoadTest, ReferencesAreChecked) {
  EXPECT_THAT(
      workspace_.Findings("version: 1\nconnections:\n  platform: {url: x}\n  broken: x\nsources:\n"
                          "  people: {connection: platfrom}\n  orders: {connection: broken}\n"
                          "transforms:\n  people: {use: select, from: [peple, orders]}\n"
                          "  t: {use: select, from: t}\nsinks:\n  s: {use: json, from: s2}\n"
                          "  s2: {use: json, from: people}\n"),
      ElementsAre(
          "p.yaml:4:11: error: connections.broken: expected a mapping, found a value [wrong-kind]",
          "p.yaml:6:24: error: sources.people.connection: unknown connection `platfrom`; did you "
          "mean "
          "`platform`? [unknown-connection]",
          "p.yaml:9:3: error: transforms.people: the name `people` is taken by one of the sources "
          "at "
          "6:3; step names are unique in the whole pipeline [duplicate-step]",
          "p.yaml:9:32: error: transforms.people.from: unknown step `peple`; did you mean "
          "`people`? "
          "[unknown-step]",
          "p.yaml:10:26: error: transforms.t.from: `t` reads itself [step-cycle]",
          "p.yaml:12:24: error: sinks.s.from: `s2` is a sink, nothing comes out of it; read the "
          "step "
          "that the sink reads [reads-sink]"));
}

TEST_F(LoadTest, CyclesAndUnreadStepsAreFound) {
  EXPECT_THAT(
      workspace_.Findings(std::string(kHead) +
                          "transforms:\n  b: {use: t, from: [a, d]}\n  c: {use: t, from: b}\n"
                          "  d: {use: t, from: c}\nsinks:\n  s: {use: json, from: d}\n"),
      ElementsAre("p.yaml:5:3: error: transforms.b: the steps read each other in a circle: "
                  "b → c → d → b [step-cycle]"));
  EXPECT_THAT(
      workspace_.Findings(std::string(kHead) +
                          "  b: {use: lines}\nsinks:\n  s: {use: json, from: a}\n"),
      ElementsAre(
          "p.yaml:4:3: warning: sources.b: no step reads `b`; name it in a `from`, or remove "
          "it [unread-step]"));
}

TEST_F(LoadTest, ALongChainIsNoStackOverflow) {
  std::string text = std::string(kHead) + "transforms:\n";
  for (int i = 0; i < 10'000; ++i) {
    text +=
        "  t" + std::to_string(i) + ": {use: t, from: t" + std::to_string((i + 1) % 10'000) + "}\n";
  }
  EXPECT_THAT(
      workspace_.Findings(text + "sinks:\n  s: {use: json, from: a}\n"),
      ElementsAre(HasSubstr(
          "t0 → t9999 → t9998 → t9997 → t9996 → t9995 → t9994 → t9993 → t9992 → … (9992 more)")));
}

TEST_F(LoadTest, OneCauseIsOneFinding) {
  workspace_.environment.clear();
  workspace_.request.assignments = {"mach=zip"};
  EXPECT_THAT(
      workspace_.Findings(kUsers),
      ElementsAre(
          "error: -p mach: the pipeline has no such parameter; did you mean `match`? "
          "[unknown-parameter]",
          "p.yaml:9:20: error: connections.platform.url: parameter `db_url` is not set; set "
          "it with -p db_url=… or ETL_PARAM_DB_URL, or set the variable USERS_DB_URL "
          "[unset-parameter]"));
  workspace_.request.assignments.clear();
  EXPECT_THAT(workspace_.Findings("version: 1\nparams: [x]\nconnections: x\nsources:\n"
                                  "  a: {connection: c, path: \"${x}\"}\n"
                                  "sinks: {s: {use: json, from: a, path: \"${x}\"}}\n"),
              ElementsAre(HasSubstr("p.yaml:2:9: error: params: expected a mapping"),
                          HasSubstr("p.yaml:3:14: error: connections: expected a mapping")));
  // A section that cannot be read makes nothing else unknown.
  EXPECT_THAT(
      workspace_.Findings("version: 1\nsources: [a]\nsinks: {s: {use: json, from: a}}\n"),
      ElementsAre(HasSubstr("p.yaml:2:10: error: sources: expected a mapping, found a list")));
}

TEST_F(LoadTest, SecretsInTheFileAreWarnedOf) {
  EXPECT_THAT(
      workspace_.Findings(
          "version: 1\nconnections:\n  c: {url: mysql://root:hunter2@db, password: hunter3}\n"
          "  d: {url: mysql://root@db, token: /next, password: \"${env:USERS_DB_URL}\"}\n"
          "sources:\n  a: {use: rest, connection: c, auth: {api_key: hunter4}}\n"
          "sinks:\n  s: {use: json, from: a}\n"),
      ElementsAre(
          "p.yaml:3:12: warning: connections.c.url: `url` holds a secret in the file; take it "
          "from \"${env:NAME}\" or \"${file:path}\" [secret-literal]",
          HasSubstr("p.yaml:3:47: warning: connections.c.password: `password` holds a secret"),
          HasSubstr("p.yaml:6:49: warning: sources.a.auth.api_key: `api_key` holds a secret")));
  EXPECT_EQ(workspace_.secrets.Mask("hunter2 hunter3 hunter4"), "*** *** ***");
}

TEST_F(LoadTest, SecretFilesShouldBePrivate) {
  workspace_.Write("key", "hunter2");
  const std::string text =
      std::string(kHead) +
      "  b: {use: rest, key: \"${file:key}\"}\nsinks:\n  s: {use: json, from: [a, b]}\n";
  EXPECT_THAT(workspace_.Findings(text), ElementsAre());
  std::filesystem::permissions("key", std::filesystem::perms(0644));
  EXPECT_THAT(
      workspace_.Findings(text),
      ElementsAre("p.yaml:4:24: warning: sources.b.key: every user can read the secret file `key`; "
                  "chmod 600 it [secret-file-readable]"));
}

TEST_F(LoadTest, EnvironmentFilesSetParameters) {
  workspace_.Write("x.env", "ETL_PARAM_OUT_DIR=elsewhere\nETL_PARAM_MATCH=hunter2\n");
  workspace_.request.env_files = {"x.env"};
  LoadResult result = workspace_.Load(kUsers);
  EXPECT_EQ(result.config.sinks[0].Option("path")->value.text(), "elsewhere/users.json");
  EXPECT_THAT(
      Lines(result.findings),
      ElementsAre(
          "p.yaml:6:3: error: params.match: its value (environment ETL_PARAM_MATCH) is not one "
          "of its values; known: `zip`, `all` [value-not-allowed]"));
}

TEST_F(LoadTest, FindingsNeverShowASecret) {
  workspace_.environment = {{"USERS_DB_URL", "hunter2"}, {"ETL_PARAM_DB_URL", "hunter2\n  x: 1"}};
  workspace_.Write("key", "hunter2");
  for (const std::string type : {"int", "float", "bool", "date", "list", "path"}) {
    const auto lines = workspace_.Findings(
        std::string(kHead) + "params:\n  db_url: {sensitive: true, type: " + type +
        ", values: [a]}\n" + "  k: {type: " + type +
        ", default: \"${file:key}\", values: [\"1\"]}\n" +
        "connections:\n  c: {url: \"${db_url}\", key: \"${k}\"}\nsinks:\n  s: {use: json, from: "
        "\"${db_url}\"}\n");
    EXPECT_FALSE(lines.empty());
    for (const std::string& line : lines) EXPECT_THAT(line, testing::Not(HasSubstr("hunter2")));
  }
}

}  // namespace
}  // namespace etl::config

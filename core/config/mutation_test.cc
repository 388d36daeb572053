// SPDX-License-Identifier: Apache-2.0
// Whatever a pipeline file holds, loading it ends with a config and findings, soon.
#include <gtest/gtest.h>

#include <functional>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "config/test_support.h"
#include "config/yaml.h"

namespace etl::config {
namespace {

constexpr const char* kPipeline = R"(version: 1
name: users
params:
  db_url: {type: string, default: "${env:URL}", sensitive: true}
  days: {type: int, default: 30, values: [30, 60], help: Days.}
  names: {type: list, default: [a, "${days}"]}
connections:
  platform: &p {url: "${db_url}", password: "${file:none}"}
  other: *p
sources:
  internal:
    connection: platform
    schema: {id: int, name: varchar(50)}
  external: {use: rest, connection: other, records: /users}
transforms:
  matched:
    use: sort_merge_join
    from: [internal, external]
    keys: "${names}"
    assert: {rows: {min: 1}}
sinks:
  sample:
    use: json
    from: matched
    path: "out/$${x}/${run.date}.json"
    note: |
      block
    limit: ~
)";

// Block style, as JSON is YAML: enough to write any tree again.
std::string Write(const Node& node) {
  std::string text;
  const auto quote = [](const std::string& raw) {
    std::string quoted = "\"";
    for (const char c : raw) {
      if (c == '"' || c == '\\') quoted += '\\';
      quoted += c == '\n' ? ' ' : c;
    }
    return quoted + "\"";
  };
  switch (node.kind()) {
    case NodeKind::kNull:
      return "null";
    case NodeKind::kScalar:
      return node.quoted() ? quote(node.text()) : quote(node.text()).substr(1, node.text().size());
    case NodeKind::kSequence:
      for (const Node& item : node.items()) text += (text.empty() ? "" : ", ") + Write(item);
      return "[" + text + "]";
    case NodeKind::kMapping:
      for (const auto& entry : node.entries()) {
        text += (text.empty() ? "" : ", ") + quote(entry.key) + ": " + Write(entry.value);
      }
      return "{" + text + "}";
  }
  return text;
}

using Visitor = std::function<void(const Node&)>;

// Calls `visit` with every tree that is one mutation of one entry away from `node`.
void Mutate(const Node& node, const Visitor& visit) {
  const std::vector<Node> others{Node(),
                                 Node::Scalar("true"),
                                 Node::Scalar("-1"),
                                 Node::Scalar("${days}", {}, true),
                                 Node::Scalar("${", {}, true),
                                 Node::Sequence({}),
                                 Node::Sequence({Node::Sequence({})}),
                                 Node::Mapping({}),
                                 Node::Mapping({{"x", {}, Node::Scalar("y")}})};
  for (std::size_t i = 0; i < node.entries().size(); ++i) {
    std::vector<Node::Entry> entries = node.entries();
    const auto as = [&](const Node& value) {
      entries[i].value = value;
      visit(Node::Mapping(entries));
    };
    for (const Node& other : others) as(other);
    Mutate(node.entries()[i].value, as);
    entries[i] = {node.entries()[i].key + "x", {}, node.entries()[i].value};
    visit(Node::Mapping(entries));
    entries.erase(entries.begin() + static_cast<std::ptrdiff_t>(i));
    visit(Node::Mapping(entries));
  }
  for (std::size_t i = 0; i < node.items().size(); ++i) {
    std::vector<Node> items = node.items();
    const auto as = [&](const Node& value) {
      items[i] = value;
      visit(Node::Sequence(items));
    };
    for (const Node& other : others) as(other);
    Mutate(node.items()[i], as);
  }
}

TEST(Mutation, EveryKeyDeletedRenamedRetyped) {
  Workspace workspace;
  workspace.environment["URL"] = "mysql://app:hunter2@db1/shop";
  workspace.Write("d.yaml", "params: {days: 60}\nsources: {internal: {table: x}}\n");
  Findings findings;
  const Node root = ParseYaml(kPipeline, "p.yaml", findings);
  ASSERT_TRUE(findings.all().empty()) << ToString(findings.all()[0]);
  int variants = 0;
  Mutate(root, [&](const Node& variant) {
    ++variants;
    // Also as a dataset: it is laid over a good pipeline.
    workspace.Write("v.yaml", Write(variant));
    for (const bool as_dataset : {false, true}) {
      if (as_dataset) workspace.Write("p.yaml", kPipeline);
      workspace.request.pipeline = as_dataset ? "p.yaml" : "v.yaml";
      workspace.request.datasets = {as_dataset ? "v.yaml" : "d.yaml"};
      for (const std::string& line :
           Lines(LoadPipeline(workspace.request, workspace.secrets).findings)) {
        EXPECT_EQ(line.find("hunter2"), std::string::npos) << line;
      }
    }
  });
  EXPECT_GT(variants, 400);
}

TEST(Mutation, RandomBytes) {
  Workspace workspace;
  std::mt19937 random(1);
  const std::string good = kPipeline;
  const std::string spice = "{}[]:,-?&*!|>'\"%@`#$<~ \t\n\r\\x0\xC3\xFF";
  for (int round = 0; round < 3000; ++round) {
    std::string text = good;
    const int edits = 1 + static_cast<int>(random() % 6);
    for (int i = 0; i < edits && !text.empty(); ++i) {
      const std::size_t at = random() % text.size();
      const char c =
          random() % 4 == 0 ? static_cast<char>(random()) : spice[random() % spice.size()];
      switch (random() % 5) {
        case 0:
          text.erase(at, 1 + random() % 8);
          break;
        case 1:
          text.insert(at, 1, c);
          break;
        case 2:
          text[at] = c;
          break;
        case 3:
          text.insert(at, good, random() % good.size(), random() % 40);
          break;
        default:
          text.insert(at, 1 + random() % 80, c);
          break;
      }
    }
    workspace.Load(text);
  }
}

}  // namespace
}  // namespace etl::config

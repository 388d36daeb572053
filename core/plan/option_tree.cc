// SPDX-License-Identifier: Apache-2.0
#include "plan/option_tree.h"

#include <algorithm>

#include "config/suggest.h"
#include "etl/error.h"
#include "plan/option_check.h"

namespace etl::plan {

namespace {

using config::Node;
using plugin::Option;

constexpr const char* kConnection = "options";

// Scalars under their names, before they are nodes.
struct Tree {
  std::vector<std::pair<std::string, Tree>> children;
  std::string text;
  bool is_text = false;  // not to be read as a number or a null

  Tree& operator[](const std::string& key) {
    for (auto& [name, child] : children)
      if (name == key) return child;
    return children.emplace_back(key, Tree{}).second;
  }
  Node ToNode() const {
    if (children.empty()) return Node::Scalar(text, {}, is_text);
    std::vector<Node::Entry> entries;
    for (const auto& [name, child] : children) entries.push_back({name, {}, child.ToNode()});
    return Node::Mapping(std::move(entries));
  }
};

bool IsText(const Option& option) {
  return option.type != ETL_OPTION_INT && option.type != ETL_OPTION_BOOL &&
         option.type != ETL_OPTION_FLOAT;
}

}  // namespace

std::vector<std::string> OptionPath(const plugin::Component& component, const std::string& name,
                                    const Option** leaf) {
  std::vector<std::string> path;
  const std::vector<Option>* declared = &component.options;
  for (std::size_t at = 0;;) {
    const std::size_t dot = std::min(name.find('.', at), name.size());
    const std::string key = name.substr(at, dot - at);
    const auto option = std::ranges::find(*declared, key, &Option::name);
    if (option == declared->end()) {
      std::vector<std::string> known;
      for (const Option& other : *declared) known.push_back(name.substr(0, at) + other.name);
      throw ConfigError("the source {} has no option `{}`", component.name, name)
          .Hint(config::DidYouMean(name, known));
    }
    path.push_back(key);
    if (leaf) *leaf = &*option;
    if (dot == name.size()) return path;
    at = dot + 1;
    if (option->type == ETL_OPTION_MAP) {
      path.push_back(name.substr(at));
      return path;
    }
    declared = &option->fields;
  }
}

std::unique_ptr<OptionNode> MakeOptions(const plugin::Component& component,
                                        const std::vector<NamedOption>& options,
                                        config::Secrets& secrets) {
  Tree tree;
  for (const NamedOption& option : options) {
    const Option* declared = nullptr;
    Tree* place = &tree;
    for (const std::string& key : OptionPath(component, option.name, &declared))
      place = &(*place)[key];
    place->text = option.text;
    place->is_text = IsText(*declared);
  }
  config::PipelineConfig config;
  config::Step step;
  step.section = "sources";
  step.name = component.name;
  for (const auto& [name, child] : tree.children) {
    if (name != "connection") {
      step.options.push_back({name, {}, child.ToNode()});
      continue;
    }
    config.connections[kConnection] = child.ToNode();
    step.connection = Node::Scalar(kConnection);
  }
  config::Findings findings;
  CheckedOptions checked = CheckOptions(config, step, component, secrets, findings);
  for (const config::Finding& finding : findings.all())
    if (finding.severity == config::Severity::kError && finding.code != "missing-option")
      throw ConfigError("{}: {}", finding.path, secrets.Mask(finding.message))
          .Hint(finding.suggestion);
  return std::move(checked.root);
}

}  // namespace etl::plan

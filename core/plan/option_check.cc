// SPDX-License-Identifier: Apache-2.0
#include "plan/option_check.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "config/scalar.h"
#include "config/suggest.h"
#include "etl/schema.h"
#include "plan/quantity.h"

namespace etl::plan {

namespace {

using config::Node;
using plugin::Option;

class Checker {
 public:
  Checker(const config::PipelineConfig& config, config::Secrets& secrets,
          config::Findings& findings)
      : config_(config), secrets_(secrets), findings_(findings) {}

  // The keys of one mapping against the options declared for it.
  void CheckFields(const std::vector<Node::Entry>& entries, const std::vector<Option>& declared,
                   const std::string& path, const config::Mark& owner,
                   const std::vector<std::string>& also_known, OptionNode& out);

  // Whether everything that was set could be passed on.
  bool sound() const { return sound_; }

 private:
  bool Check(const Node& node, const Option& option, const std::string& path, OptionNode& out);
  bool CheckScalar(const Node& node, const Option& option, const std::string& path,
                   OptionNode& out);
  bool CheckList(const Node& node, const Option& option, const std::string& path, OptionNode& out);
  bool CheckMap(const Node& node, const Option& option, const std::string& path, OptionNode& out);
  bool CheckSchema(const Node& node, const std::string& path, OptionNode& out);
  bool CheckSchemaEntry(const Node::Entry& entry, const std::string& path, OptionNode& out);
  bool CheckExpression(const Node& node, std::uint32_t type, const std::string& path,
                       OptionNode& out);
  bool CheckConnection(const Node& node, const Option& option, const std::string& path,
                       OptionNode& out);
  std::optional<std::string> TypedText(const Node& node, std::uint32_t type) const;
  bool Expected(const Node& node, const std::string& path, const std::string& what,
                const std::string& hint = "");

  const config::PipelineConfig& config_;
  config::Secrets& secrets_;
  config::Findings& findings_;
  bool sound_ = true;
};

// Copies what all kinds of node have.
void Place(const Node& node, OptionNode& out) {
  out.mark = node.mark();
  out.written = node.written();
  out.sensitive = node.sensitive();
  if (node.text().find('\n') != std::string::npos)
    out.text_offset = -1;
  else
    out.text_offset = node.quoted() ? 1 : 0;
}

const char* TypeName(std::uint32_t type) {
  switch (type) {
    case ETL_OPTION_INT:
      return "an integer";
    case ETL_OPTION_FLOAT:
      return "a number";
    case ETL_OPTION_BOOL:
      return "true or false";
    case ETL_OPTION_PATH:
      return "a path";
    case ETL_OPTION_DURATION:
      return "a duration such as 500ms, 30s, 5min or 2h";
    case ETL_OPTION_BYTES:
      return "a size such as 512, 64kB or 16MiB";
    case ETL_OPTION_LIST:
      return "a list";
    default:
      return "a text";
  }
}

bool Checker::Expected(const Node& node, const std::string& path, const std::string& what,
                       const std::string& hint) {
  if (node.unresolved()) return false;  // reported already
  std::string got(config::Describe(node.kind()));
  if (node.is_scalar())
    got = node.sensitive() ? "a secret value" : fmt::format("`{}`", node.text());
  findings_.Error(node.mark(), "wrong-type", path, fmt::format("expected {}, got {}", what, got),
                  hint);
  return false;
}

std::optional<std::string> Checker::TypedText(const Node& node, std::uint32_t type) const {
  // What a parameter or a variable gave is text; what stands in the file must look like the type.
  const bool text = node.substituted();
  switch (type) {
    case ETL_OPTION_INT: {
      const auto value = text ? config::ParseInt(node.text()) : config::AsInt(node);
      return value ? std::optional(std::to_string(*value)) : std::nullopt;
    }
    case ETL_OPTION_FLOAT: {
      const auto value = text ? config::ParseFloat(node.text()) : config::AsFloat(node);
      return value ? std::optional(fmt::format("{}", *value)) : std::nullopt;
    }
    case ETL_OPTION_BOOL: {
      const auto value = text ? config::ParseBool(node.text()) : config::AsBool(node);
      return value ? std::optional<std::string>(*value ? "true" : "false") : std::nullopt;
    }
    case ETL_OPTION_DURATION: {
      const auto value = ParseDurationMs(node.text());
      return value ? std::optional(std::to_string(*value)) : std::nullopt;
    }
    case ETL_OPTION_BYTES: {
      const auto value = ParseBytes(node.text());
      return value ? std::optional(std::to_string(*value)) : std::nullopt;
    }
    case ETL_OPTION_PATH:
      if (node.text().empty() || node.text().find('\0') != std::string::npos) return std::nullopt;
      return node.text();
    default:
      return node.text();
  }
}

bool Checker::CheckScalar(const Node& node, const Option& option, const std::string& path,
                          OptionNode& out) {
  if (!node.is_scalar() || (config::IsNull(node) && !node.substituted()))
    return Expected(node, path, TypeName(option.type));
  if (node.unresolved()) return false;
  const auto text = TypedText(node, option.type);
  if (!text) return Expected(node, path, TypeName(option.type));
  if (!option.values.empty() && std::ranges::find(option.values, *text) == option.values.end()) {
    std::string message = fmt::format("`{}` is none of its values", *text);
    findings_.Error(node.mark(), "unknown-value", path, message,
                    fmt::format("one of {}", fmt::join(option.values, ", ")));
    return false;
  }
  out.kind = ETL_NODE_SCALAR;
  out.text = *text;
  return true;
}

bool Checker::CheckList(const Node& node, const Option& option, const std::string& path,
                        OptionNode& out) {
  if (node.is_scalar() && !config::IsNull(node)) {
    out.kind = ETL_NODE_SCALAR;
    out.text = node.text();
    return !node.unresolved();
  }
  if (!node.is_sequence()) return Expected(node, path, TypeName(ETL_OPTION_LIST));
  out.kind = ETL_NODE_SEQUENCE;
  bool ok = true;
  Option item = option;
  item.type = ETL_OPTION_STRING;
  for (std::size_t i = 0; i < node.items().size(); ++i) {
    OptionNode& child = out.children.emplace_back().second;
    Place(node.items()[i], child);
    ok &= CheckScalar(node.items()[i], item, fmt::format("{}[{}]", path, i), child);
  }
  return ok;
}

bool Checker::CheckMap(const Node& node, const Option& option, const std::string& path,
                       OptionNode& out) {
  if (!node.is_mapping())
    return Expected(node, path,
                    option.type == ETL_OPTION_EXPRESSION_MAP ? "a mapping of names to expressions"
                                                             : "a mapping of names to values");
  out.kind = ETL_NODE_MAPPING;
  bool ok = true;
  Option value = option;
  value.type = ETL_OPTION_STRING;
  for (const Node::Entry& entry : node.entries()) {
    auto& [key, child] = out.children.emplace_back();
    key = entry.key;
    Place(entry.value, child);
    const std::string place = path + "." + entry.key;
    if (option.type == ETL_OPTION_MAP) {
      ok &= CheckScalar(entry.value, value, place, child);
    } else if (config::IsNull(entry.value) && entry.key.find_first_of("()'") != std::string::npos) {
      findings_.Error(
          entry.key_mark, "comma-in-expression", path,
          fmt::format("a comma ended an expression: `{}` is not a column's name", entry.key),
          "inside { } a comma separates entries: quote the expression, or write one entry a line");
      ok = false;
    } else {
      ok &= CheckExpression(entry.value, ETL_OPTION_EXPRESSION, place, child);
    }
  }
  return ok;
}

bool Checker::CheckExpression(const Node& node, std::uint32_t type, const std::string& path,
                              OptionNode& out) {
  const bool sql = type == ETL_OPTION_SQL;
  if (!node.is_scalar() || config::IsNull(node))
    return Expected(node, path, sql ? "SQL" : "an expression");
  if (node.substituted() || node.unresolved()) {
    findings_.Error(
        node.ReferenceMark(0), "substitution-in-expression", path,
        fmt::format("`${{...}}` would change the text of the {}, not only a value",
                    sql ? "SQL" : "expression"),
        fmt::format("write {}name: the parameter's value, with its type", sql ? ":" : "$"));
    return false;
  }
  out.kind = ETL_NODE_SCALAR;
  out.text = node.text();
  return true;
}

bool Checker::CheckSchemaEntry(const Node::Entry& entry, const std::string& path, OptionNode& out) {
  const Node& value = entry.value;
  if (value.is_mapping()) {
    static const std::vector<Option> kFields = [] {
      std::vector<Option> fields(3);
      fields[0].name = "type";
      fields[0].flags = ETL_OPTION_REQUIRED;
      fields[1].name = "optional";
      fields[1].type = ETL_OPTION_BOOL;
      fields[2].name = "path";
      return fields;
    }();
    const std::size_t before = findings_.errors();
    CheckFields(value.entries(), kFields, path, value.mark(), {}, out);
    out.kind = ETL_NODE_MAPPING;
    if (findings_.errors() > before) return false;
  } else if (value.is_scalar() && !config::IsNull(value)) {
    if (value.unresolved()) return false;
    out.kind = ETL_NODE_SCALAR;
    out.text = value.text();
  } else {
    return Expected(value, path, "a type, such as int, varchar(50) or date");
  }
  const OptionNode* type = value.is_mapping() ? out.Find("type") : &out;
  try {
    ParseType(type->text);
  } catch (const ConfigError& error) {
    findings_.Error(type->mark, "unknown-type", path, error.what(), error.hint());
    return false;
  }
  return true;
}

bool Checker::CheckSchema(const Node& node, const std::string& path, OptionNode& out) {
  if (!node.is_mapping()) return Expected(node, path, "a mapping of column names to types");
  if (node.entries().empty()) {
    findings_.Error(node.mark(), "wrong-type", path, "names no column",
                    "write one a line, as name: type");
    return false;
  }
  out.kind = ETL_NODE_MAPPING;
  bool ok = true;
  for (const Node::Entry& entry : node.entries()) {
    auto& [key, child] = out.children.emplace_back();
    key = entry.key;
    Place(entry.value, child);
    ok &= CheckSchemaEntry(entry, path + "." + entry.key, child);
  }
  return ok;
}

bool Checker::CheckConnection(const Node& node, const Option& option, const std::string& path,
                              OptionNode& out) {
  if (!node.is_scalar() || config::IsNull(node))
    return Expected(node, path, "the name of a connection");
  const auto found = config_.connections.find(node.text());
  if (found == config_.connections.end()) return false;  // reported when the file was read
  out.kind = ETL_NODE_MAPPING;
  out.mark = found->second.mark();
  CheckFields(found->second.entries(), option.fields, "connections." + node.text(),
              found->second.mark(), {}, out);
  return true;
}

bool Checker::Check(const Node& node, const Option& option, const std::string& path,
                    OptionNode& out) {
  Place(node, out);
  switch (option.type) {
    case ETL_OPTION_LIST:
      return CheckList(node, option, path, out);
    case ETL_OPTION_MAP:
    case ETL_OPTION_EXPRESSION_MAP:
      return CheckMap(node, option, path, out);
    case ETL_OPTION_SCHEMA:
      return CheckSchema(node, path, out);
    case ETL_OPTION_CONNECTION:
      return CheckConnection(node, option, path, out);
    case ETL_OPTION_EXPRESSION:
    case ETL_OPTION_SQL:
      return CheckExpression(node, option.type, path, out);
    case ETL_OPTION_OBJECT:
      if (!node.is_mapping()) return Expected(node, path, "a mapping");
      out.kind = ETL_NODE_MAPPING;
      CheckFields(node.entries(), option.fields, path, node.mark(), {}, out);
      return true;
    default:
      return CheckScalar(node, option, path, out);
  }
}

void Checker::CheckFields(const std::vector<Node::Entry>& entries,
                          const std::vector<Option>& declared, const std::string& path,
                          const config::Mark& owner, const std::vector<std::string>& also_known,
                          OptionNode& out) {
  std::vector<std::string> known = also_known;
  for (const Option& option : declared) known.push_back(option.name);
  for (const Node::Entry& entry : entries) {
    const auto option = std::ranges::find(declared, entry.key, &Option::name);
    if (option == declared.end()) {
      if (std::ranges::find(also_known, entry.key) == also_known.end())
        findings_.Error(entry.key_mark, "unknown-option", path,
                        fmt::format("unknown option `{}`", entry.key),
                        config::DidYouMean(entry.key, known));
      continue;
    }
    if (entry.value.is_null() && !entry.value.unresolved() &&
        !(option->flags & ETL_OPTION_REQUIRED)) {
      findings_.Error(entry.key_mark, "empty-option", path + "." + entry.key, "has no value",
                      "give it a value, or delete the line for the default");
      continue;
    }
    OptionNode child;
    if ((option->flags & ETL_OPTION_SENSITIVE) && entry.value.is_scalar())
      secrets_.Add(entry.value.text());
    if (!Check(entry.value, *option, path + "." + entry.key, child)) {
      sound_ = false;
      continue;
    }
    child.sensitive |= (option->flags & ETL_OPTION_SENSITIVE) != 0;
    out.children.emplace_back(entry.key, std::move(child));
  }
  for (const Option& option : declared) {
    if (!(option.flags & ETL_OPTION_REQUIRED)) continue;
    if (std::ranges::find(entries, option.name, &Node::Entry::key) != entries.end()) continue;
    findings_.Error(owner, "missing-option", path, fmt::format("`{}` is missing", option.name),
                    option.help);
  }
}

// A dataset says where the data is, never what the pipeline means.
void CheckOverrides(const config::PipelineConfig& config, const config::Step& step,
                    const plugin::Component& component, config::Findings& findings) {
  for (const config::Override& override : config.overrides) {
    if (override.step != step.name) continue;
    std::vector<std::string> binding;
    bool allowed = false, known = override.option == "order" || override.option == "incremental";
    for (const Option& option : component.options) {
      known |= option.name == override.option;
      if (!(option.flags & ETL_OPTION_BINDING)) continue;
      binding.push_back(option.name);
      allowed |= option.name == override.option;
    }
    if (allowed || !known) continue;  // an unknown option is reported as such
    findings.Error(override.mark, "not-binding", step.path(),
                   fmt::format("a dataset cannot set `{}`: it is part of what the pipeline means",
                               override.option),
                   binding.empty() ? "" : fmt::format("it can set {}", fmt::join(binding, ", ")));
  }
}

}  // namespace

CheckedOptions CheckOptions(const config::PipelineConfig& config, const config::Step& step,
                            const plugin::Component& component, config::Secrets& secrets,
                            config::Findings& findings) {
  auto root = std::make_unique<OptionNode>();
  root->kind = ETL_NODE_MAPPING;
  root->mark = step.mark;
  std::vector<Node::Entry> entries = step.options;
  const bool takes_connection =
      std::ranges::find(component.options, "connection", &Option::name) != component.options.end();
  if (takes_connection && !step.connection.is_null())
    entries.push_back({"connection", step.connection.mark(), step.connection});
  else if (!step.connection.is_null())
    findings.Error(step.connection.mark(), "unknown-option", step.path(),
                   fmt::format("`{}` takes no connection", component.c->name));
  std::vector<std::string> reserved = {"use", "from", "connection", "assert"};
  if (component.c->role != ETL_SINK) reserved.insert(reserved.end(), {"on_error", "max_rejects"});
  if (component.c->role == ETL_SOURCE) reserved.insert(reserved.end(), {"order", "incremental"});
  const std::size_t before = findings.errors();
  Checker checker(config, secrets, findings);
  checker.CheckFields(entries, component.options, step.path(), step.mark, reserved, *root);
  CheckOverrides(config, step, component, findings);
  const bool sound = checker.sound() && findings.errors() == before;
  return {std::move(root), sound};
}

}  // namespace etl::plan

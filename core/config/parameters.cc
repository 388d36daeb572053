// SPDX-License-Identifier: Apache-2.0
#include "config/parameters.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <filesystem>
#include <utility>

#include "config/keys.h"
#include "config/substitution.h"
#include "config/suggest.h"

namespace etl::config {
namespace {

const std::vector<std::string> kBuiltIns{"pipeline_dir", "dataset_dir", "run.date"};

std::string DirectoryOf(const Mark& mark) {
  const auto directory = std::filesystem::path(mark.file ? *mark.file : "").parent_path().string();
  return directory.empty() ? "." : directory;
}

// "a, b ,c" → {a, b, c}
std::vector<std::string> SplitList(std::string_view text) {
  std::vector<std::string> items;
  while (!text.empty()) {
    const std::size_t comma = std::min(text.find(','), text.size());
    std::string_view item = text.substr(0, comma);
    text.remove_prefix(std::min(comma + 1, text.size()));
    item.remove_prefix(std::min(item.find_first_not_of(' '), item.size()));
    items.emplace_back(item.substr(0, item.find_last_not_of(' ') + 1));
  }
  return items;
}

std::string_view HowToWrite(ParamType type) {
  switch (type) {
    case ParamType::kInt:
      return "write a whole number of at most 64 bits, such as 30";
    case ParamType::kFloat:
      return "write a number, such as 0.5";
    case ParamType::kBool:
      return "write true or false";
    case ParamType::kDate:
      return "write a date of the calendar as YYYY-MM-DD";
    case ParamType::kPath:
      return "write a path";
    default:
      return "";
  }
}

}  // namespace

// Where a value may come from, and what it says. Either `node` or `text` is set.
struct Parameters::Candidate {
  std::string origin;
  std::optional<Node> node;
  std::string text;
  bool hide = false;
};

Parameters::Parameters(std::vector<Param> declared, Environment environment, std::string run_date,
                       Mark pipeline, Secrets& secrets)
    : declared_(std::move(declared)),
      environment_(std::move(environment)),
      run_date_(std::move(run_date)),
      pipeline_(std::move(pipeline)),
      secrets_(secrets) {}

const Param* Parameters::Find(std::string_view name) const {
  const auto found = std::find_if(declared_.begin(), declared_.end(),
                                  [&](const Param& param) { return param.name == name; });
  return found == declared_.end() ? nullptr : &*found;
}

std::vector<std::string> Parameters::names() const {
  std::vector<std::string> names;
  for (const Param& param : declared_) names.push_back(param.name);
  return names;
}

bool Parameters::IsBuiltIn(std::string_view name) {
  return std::find(kBuiltIns.begin(), kBuiltIns.end(), name) != kBuiltIns.end();
}

std::optional<std::string> Parameters::BuiltIn(std::string_view name, const Mark& use) const {
  if (name == "run.date") return run_date_;
  if (name == "pipeline_dir") return DirectoryOf(pipeline_);
  // What is not written in the pipeline file is written in a dataset file.
  if (name == "dataset_dir" && use.file && use.file != pipeline_.file) return DirectoryOf(use);
  return std::nullopt;
}

void Parameters::SetFromDataset(const Node::Entry& entry, Findings& findings) {
  if (Find(entry.key)) from_datasets_.insert_or_assign(entry.key, entry.value);
  if (Find(entry.key) || unknown_allowed_) return;
  findings.Error(entry.key_mark, "unknown-parameter", "params." + entry.key,
                 fmt::format("the pipeline has no parameter `{}`", entry.key),
                 DidYouMean(entry.key, names()));
}

void Parameters::SetRecorded(const Node::Entry& entry) {
  if (Find(entry.key)) recorded_.insert_or_assign(entry.key, entry.value);
}

void Parameters::Assign(const std::string& assignment, Findings& findings) {
  const std::size_t equals = assignment.find('=');
  const std::string name = assignment.substr(0, equals);
  if (equals == std::string::npos || name.empty()) {
    // A text without `=` is shown, as it is a name; one without a name may be a secret.
    findings.Error({}, "bad-assignment", "",
                   equals == std::string::npos ? fmt::format("-p {}: there is no value", name)
                                               : "-p: there is no name before the `=`",
                   "write -p name=value");
  } else if (!Find(name)) {
    findings.Error({}, "unknown-parameter", "",
                   fmt::format("-p {}: the pipeline has no such parameter", name),
                   DidYouMean(name, names()));
  } else {
    assigned_[name] = assignment.substr(equals + 1);
  }
}

Node Parameters::Resolve(const Node& node, const std::string& path, Findings& findings) {
  return Substitution(*this, findings).Apply(node, path);
}

const ParamValue* Parameters::Value(std::string_view name, const Mark& use, const std::string& path,
                                    Findings& findings) {
  if (const auto known = values_.find(name); known != values_.end()) return &known->second;
  if (failed_.contains(name)) return nullptr;
  const Param* param = Find(name);
  if (!param) {
    if (unknown_allowed_) return nullptr;
    std::vector<std::string> known = names();
    known.insert(known.end(), kBuiltIns.begin(), kBuiltIns.end());
    findings.Error(use, "unknown-parameter", path, fmt::format("unknown parameter `{}`", name),
                   DidYouMean(name, known));
    return nullptr;
  }
  if (std::find(evaluating_.begin(), evaluating_.end(), name) != evaluating_.end()) {
    ReportCycle(name, use, path, findings);
    return nullptr;
  }
  evaluating_.emplace_back(name);
  std::optional<ParamValue> value = Evaluate(*param, use, path, findings);
  evaluating_.pop_back();
  if (!value || failed_.contains(name)) {
    failed_.emplace(name);
    return nullptr;
  }
  return &values_.emplace(name, std::move(*value)).first->second;
}

void Parameters::ReportCycle(std::string_view name, const Mark& use, const std::string& path,
                             Findings& findings) {
  auto first = std::find(evaluating_.begin(), evaluating_.end(), name);
  findings.Error(use, "parameter-cycle", path,
                 fmt::format("parameter `{}` depends on itself: {} → {}", name,
                             fmt::join(first, evaluating_.end(), " → "), name));
  failed_.insert(first, evaluating_.end());
}

std::optional<Parameters::Candidate> Parameters::Pick(const Param& param) const {
  if (const auto assigned = assigned_.find(param.name); assigned != assigned_.end()) {
    return Candidate{"-p", std::nullopt, assigned->second, false};
  }
  const std::string variable = ParamVariable(param.name);
  if (auto set = environment_.Get(variable)) {
    return Candidate{"environment " + variable, std::nullopt, std::move(set->value),
                     set->from_file};
  }
  if (const auto set = from_datasets_.find(param.name); set != from_datasets_.end()) {
    const Mark& mark = set->second.mark();
    return Candidate{"dataset " + (mark.file ? *mark.file : ""), set->second, "", false};
  }
  if (const auto set = recorded_.find(param.name); set != recorded_.end())
    return Candidate{"the recording", set->second, "", false};
  if (param.default_value) return Candidate{"default", param.default_value, "", false};
  return std::nullopt;
}

std::optional<ParamValue> Parameters::Evaluate(const Param& param, const Mark& use,
                                               const std::string& path, Findings& findings) {
  const auto candidate = Pick(param);
  if (!candidate) {
    ReportUnset(param, {}, use, path, findings);
    return std::nullopt;
  }
  std::optional<Raw> raw;
  if (candidate->node) {
    raw = ReadNode(param, *candidate->node, use, path, findings);
  } else {
    const bool list = param.type == ParamType::kList;
    raw = Raw{list ? SplitList(candidate->text) : std::vector{candidate->text}, "", param.mark,
              candidate->hide, false};
  }
  return raw ? Convert(param, candidate->origin, *raw, findings) : std::nullopt;
}

std::optional<Parameters::Raw> Parameters::ReadNode(const Param& param, const Node& written,
                                                    const Mark& use, const std::string& path,
                                                    Findings& findings) {
  const std::string own_path = "params." + param.name;
  Substitution substitution(*this, findings, Substitution::Missing::kCollect);
  const Node node = substitution.Apply(written, own_path);
  if (substitution.failed()) {
    const auto& missing = substitution.missing_variables();
    if (!missing.empty()) ReportUnset(param, missing, use, path, findings);
    return std::nullopt;
  }
  // What the file says can always be shown; what came into a list from elsewhere may not.
  Raw raw{{},
          node.written(),
          written.mark(),
          node.is_sequence() && substitution.from_secret(),
          node.sensitive()};
  const bool list = param.type == ParamType::kList;
  if (list && node.is_sequence()) {
    for (const Node& item : node.items()) {
      if (!Expect(item, NodeKind::kScalar, written.mark(), own_path, findings)) return std::nullopt;
      raw.texts.push_back(item.text());
      raw.sensitive |= item.sensitive();
    }
    return raw;
  }
  if (list && node.is_scalar() && node.substituted()) {
    raw.texts = SplitList(node.text());
    return raw;
  }
  const NodeKind kind = list ? NodeKind::kSequence : NodeKind::kScalar;
  if (!Expect(node, kind, param.mark, own_path, findings)) return std::nullopt;
  raw.texts.push_back(node.text());
  return raw;
}

std::optional<ParamValue> Parameters::Convert(const Param& param, const std::string& origin,
                                              const Raw& raw, Findings& findings) {
  ParamValue value{param.type, "", {}, param.sensitive || raw.sensitive, origin};
  for (const std::string& text : raw.texts) {
    // First of all, so that whatever is said about it is masked.
    if (value.sensitive) secrets_.Add(text);
  }
  const std::string path = "params." + param.name;
  for (const std::string& text : raw.texts) {
    const std::string shown = value.sensitive || raw.hide
                                  ? "its value"
                                  : "`" + (raw.shown.empty() ? text : raw.shown) + "`";
    const auto canonical = Canonical(param.type, text);
    if (!canonical) {
      findings.Error(raw.mark, "wrong-type", path,
                     fmt::format("{} ({}) is not of type {}", shown, origin, ToString(param.type)),
                     std::string(HowToWrite(param.type)));
      return std::nullopt;
    }
    const auto& allowed = param.values;
    if (!allowed.empty() &&
        std::find(allowed.begin(), allowed.end(), *canonical) == allowed.end()) {
      findings.Error(raw.mark, "value-not-allowed", path,
                     fmt::format("{} ({}) is not one of its values", shown, origin),
                     DidYouMean(value.sensitive || raw.hide ? "" : text, allowed));
      return std::nullopt;
    }
    if (param.type == ParamType::kList) {
      value.list.push_back(*canonical);
    } else {
      value.text = *canonical;
    }
  }
  return value;
}

void Parameters::ReportUnset(const Param& param, const std::vector<std::string>& variables,
                             const Mark& use, const std::string& path, Findings& findings) const {
  std::string how = fmt::format("set it with -p {}=… or {}", param.name, ParamVariable(param.name));
  if (!variables.empty())
    how += fmt::format(", or set the variable {}", fmt::join(variables, ", "));
  findings.Error(use, "unset-parameter", path, fmt::format("parameter `{}` is not set", param.name),
                 how);
}

}  // namespace etl::config

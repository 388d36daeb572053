// SPDX-License-Identifier: Apache-2.0
#include "config/param.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <utility>

#include "config/keys.h"
#include "config/parameters.h"
#include "config/scalar.h"
#include "config/suggest.h"

namespace etl::config {
namespace {

constexpr std::array<std::pair<std::string_view, ParamType>, 7> kTypes{{
    {"string", ParamType::kString},
    {"int", ParamType::kInt},
    {"float", ParamType::kFloat},
    {"bool", ParamType::kBool},
    {"date", ParamType::kDate},
    {"path", ParamType::kPath},
    {"list", ParamType::kList},
}};

const std::vector<std::string> kKeys{"type",   "default", "sensitive",
                                     "values", "help",    "description"};

ParamType ReadType(const Node& node, const Mark& key, const std::string& path, Findings& findings) {
  if (!Expect(node, NodeKind::kScalar, key, path, findings)) return ParamType::kString;
  if (const auto type = ParseParamType(node.text())) return *type;
  std::vector<std::string> names;
  for (const auto& [name, type] : kTypes) names.emplace_back(name);
  findings.Error(node.mark(), "unknown-type", path, fmt::format("unknown type `{}`", node.text()),
                 DidYouMean(node.text(), names));
  return ParamType::kString;
}

void ReadValues(const Node& node, const Mark& key, const std::string& path, Param& param,
                Findings& findings) {
  if (!Expect(node, NodeKind::kSequence, key, path, findings)) return;
  const ParamType type = param.type == ParamType::kList ? ParamType::kString : param.type;
  for (const Node& item : node.items()) {
    if (!Expect(item, NodeKind::kScalar, node.mark(), path, findings)) continue;
    if (auto text = Canonical(type, item.text())) {
      param.values.push_back(std::move(*text));
    } else {
      findings.Error(item.mark(), "wrong-type", path,
                     fmt::format("`{}` is no {}", item.text(), ToString(type)));
    }
  }
}

Param ReadParam(const Node::Entry& entry, const std::string& path, Findings& findings) {
  Param param;
  param.name = entry.key;
  param.mark = entry.key_mark;
  if (!Expect(entry.value, NodeKind::kMapping, entry.key_mark, path, findings)) {
    param.default_value =
        Node::Scalar("", entry.key_mark);  // so that it does not seem unset as well
    return param;
  }
  CheckKeys(entry.value, kKeys, path, findings);
  // The type first: the other keys depend on it.
  for (const Node::Entry& key : entry.value.entries()) {
    if (key.key == "type") param.type = ReadType(key.value, key.key_mark, path + ".type", findings);
  }
  for (const auto& [key, key_mark, value] : entry.value.entries()) {
    const std::string key_path = path + "." + key;
    if (key == "default") {
      param.default_value = value;
    } else if (key == "sensitive") {
      const auto sensitive = AsBool(value);
      if (!sensitive) {
        findings.Error(value.mark(), "wrong-type", key_path, "expected true or false");
      }
      param.sensitive = sensitive.value_or(true);
    } else if (key == "values") {
      ReadValues(value, key_mark, key_path, param, findings);
    } else if (key == "help" || key == "description") {
      if (Expect(value, NodeKind::kScalar, key_mark, key_path, findings)) param.help = value.text();
    }
  }
  return param;
}

void WarnOfWrittenSecret(const Param& param, const std::string& path, Findings& findings) {
  const auto& value = param.default_value;
  if (!param.sensitive || !value || !value->is_scalar() || value->text().empty() ||
      value->text().find("${") != std::string::npos) {
    return;
  }
  findings.Warning(value->mark(), "secret-literal", path + ".default",
                   "a sensitive parameter has its value in the file",
                   "take it from \"${env:NAME}\" or \"${file:path}\"");
}

}  // namespace

std::string_view ToString(ParamType type) {
  for (const auto& [name, known] : kTypes) {
    if (known == type) return name;
  }
  return "";
}

std::optional<ParamType> ParseParamType(std::string_view name) {
  for (const auto& [known, type] : kTypes) {
    if (known == name) return type;
  }
  return std::nullopt;
}

std::optional<std::string> Canonical(ParamType type, std::string_view text) {
  switch (type) {
    case ParamType::kInt:
      if (const auto value = ParseInt(text)) return std::to_string(*value);
      return std::nullopt;
    case ParamType::kFloat:
      if (const auto value = ParseFloat(text); value && std::isfinite(*value)) {
        return fmt::format("{}", *value);
      }
      return std::nullopt;
    case ParamType::kBool:
      if (const auto value = ParseBool(text)) return *value ? "true" : "false";
      return std::nullopt;
    case ParamType::kDate:
      return IsDate(text) ? std::optional<std::string>(text) : std::nullopt;
    case ParamType::kPath:
      // A path ends at a NUL, and the system would open another file than the one that was checked.
      if (text.empty() || text.find('\0') != std::string_view::npos) return std::nullopt;
      return std::string(text);
    case ParamType::kString:
    case ParamType::kList:
      return std::string(text);
  }
  return std::nullopt;
}

std::vector<Param> ReadParams(const Node& params, Findings& findings) {
  std::vector<Param> read;
  std::map<std::string, std::string> variables;
  for (const Node::Entry& entry : params.entries()) {
    const std::string path = "params." + entry.key;
    if (!ExpectIdentifier(entry.key, "parameter", entry.key_mark, path, findings)) continue;
    if (Parameters::IsBuiltIn(entry.key)) {
      findings.Error(entry.key_mark, "bad-name", path, fmt::format("`{}` is built in", entry.key),
                     "choose another name");
      continue;
    }
    const auto [other, is_new] = variables.try_emplace(ParamVariable(entry.key), entry.key);
    if (!is_new) {
      findings.Error(entry.key_mark, "bad-name", path,
                     fmt::format("`{}` and `{}` would both be set by {}", other->second, entry.key,
                                 other->first),
                     "choose another name");
    }
    read.push_back(ReadParam(entry, path, findings));
    WarnOfWrittenSecret(read.back(), path, findings);
  }
  return read;
}

std::string ParamVariable(std::string_view name) {
  std::string variable = "ETL_PARAM_";
  for (const char c : name) {
    variable += c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  }
  return variable;
}

}  // namespace etl::config

// SPDX-License-Identifier: Apache-2.0
#include "config/substitution.h"

#include <fmt/format.h>

#include <utility>

#include "config/read_file.h"
#include "config/scalar.h"

namespace etl::config {

Node Substitution::Apply(const Node& node, const std::string& path) {
  return Replace(node, path).value_or(node);
}

std::optional<Node> Substitution::Replace(const Node& node, const std::string& path) {
  bool changed = false;
  if (node.is_scalar()) {
    if (node.text().find("${") == std::string::npos) return std::nullopt;
    if (auto whole = ReplaceWhole(node, path)) return whole;
    return ReplaceScalar(node, path);
  }
  if (node.is_sequence()) {
    std::vector<Node> items = node.items();
    for (std::size_t i = 0; i < items.size(); ++i) {
      if (auto item = Replace(items[i], fmt::format("{}[{}]", path, i))) {
        items[i] = std::move(*item);
        changed = true;
      }
    }
    return changed ? std::optional(Node::Sequence(std::move(items), node.mark())) : std::nullopt;
  }
  std::vector<Node::Entry> entries = node.entries();
  for (Node::Entry& entry : entries) {
    if (auto value = Replace(entry.value, path + "." + entry.key)) {
      entry.value = std::move(*value);
      changed = true;
    }
  }
  return changed ? std::optional(Node::Mapping(std::move(entries), node.mark())) : std::nullopt;
}

// A scalar that is exactly `${p}` takes over the type of p.
std::optional<Node> Substitution::ReplaceWhole(const Node& node, const std::string& path) {
  const std::string_view text = node.text();
  if (!text.starts_with("${") || text.find('}') != text.size() - 1) return std::nullopt;
  const std::string_view name = text.substr(2, text.size() - 3);
  if (!IsIdentifier(name) || Parameters::IsBuiltIn(name)) return std::nullopt;
  const ParamValue* value = parameters_.Value(name, node.ReferenceMark(0), path, findings_);
  if (!value) {
    failed_ = true;
    return node.Unresolved();
  }
  from_secret_ |= value->sensitive;
  if (value->type == ParamType::kList) return node.ResolvedList(value->list, value->sensitive);
  return node.Resolved(value->text, value->type, value->sensitive);
}

Node Substitution::ReplaceScalar(const Node& node, const std::string& path) {
  const std::string_view text = node.text();
  Piece result;
  bool ok = true;
  std::size_t done = 0;
  std::size_t n = 0;
  for (std::size_t at = text.find("${"); at != std::string_view::npos;
       at = text.find("${", done), ++n) {
    result.text += text.substr(done, at - done);
    if (at > done && text[at - 1] == '$') {
      result.text += '{';  // of `$${` the first `$` is there already
      done = at + 2;
      continue;
    }
    const std::size_t end = text.find('}', at);
    if (end == std::string_view::npos) {
      findings_.Error(node.ReferenceMark(n), "bad-reference", path, "`${` without its `}`",
                      "write `$${` for a literal `${`");
      ok = false;
      done = text.size();
      break;
    }
    const auto piece = Lookup(text.substr(at + 2, end - at - 2), node.ReferenceMark(n), path);
    ok &= piece.has_value();
    if (piece) {
      result.text += piece->text;
      result.sensitive |= piece->sensitive;
    }
    done = end + 1;
  }
  failed_ |= !ok;
  if (!ok) return node.Unresolved();
  result.text += text.substr(done);
  from_secret_ |= result.sensitive;
  if (result.sensitive) parameters_.secrets().Add(result.text);
  return node.Resolved(std::move(result.text), std::nullopt, result.sensitive);
}

std::optional<Substitution::Piece> Substitution::Lookup(std::string_view reference,
                                                        const Mark& mark, const std::string& path) {
  if (reference.find("${") != std::string_view::npos) {
    findings_.Error(mark, "bad-reference", path, "a `${` within a `${...}`",
                    "put the inner one into a parameter's default");
    return std::nullopt;
  }
  if (reference.starts_with("env:")) return Variable(reference.substr(4), mark, path);
  if (reference.starts_with("file:")) return File(reference.substr(5), mark, path);
  if (const auto value = parameters_.BuiltIn(reference, mark)) return Piece{*value, false};
  if (reference == "dataset_dir") {
    findings_.Error(mark, "bad-reference", path, "`${dataset_dir}` is known only in a dataset file",
                    "use a parameter, and set it in the dataset file");
    return std::nullopt;
  }
  return Param(reference, mark, path);
}

std::optional<Substitution::Piece> Substitution::Param(std::string_view name, const Mark& mark,
                                                       const std::string& path) {
  const ParamValue* value = parameters_.Value(name, mark, path, findings_);
  if (!value) return std::nullopt;
  if (value->type != ParamType::kList) return Piece{value->text, value->sensitive};
  findings_.Error(mark, "bad-reference", path, fmt::format("parameter `{}` is a list", name),
                  fmt::format("a list can only stand alone, as \"${{{}}}\"", name));
  return std::nullopt;
}

std::optional<Substitution::Piece> Substitution::Variable(std::string_view reference,
                                                          const Mark& mark,
                                                          const std::string& path) {
  const std::size_t dash = reference.find(":-");
  const std::string name(reference.substr(0, dash));
  if (!IsIdentifier(name)) {
    findings_.Error(mark, "bad-reference", path,
                    fmt::format("`{}` is no name of an environment variable", name),
                    "write ${env:NAME} or ${env:NAME:-default}");
    return std::nullopt;
  }
  const auto variable = parameters_.environment().Get(name);
  if (variable && !variable->value.empty()) {
    from_secret_ |= variable->from_file;
    return Piece{variable->value, false};
  }
  if (dash != std::string_view::npos) return Piece{std::string(reference.substr(dash + 2)), false};
  if (missing_ == Missing::kCollect) {
    missing_variables_.push_back(name);
  } else {
    findings_.Error(
        mark, "unset-variable", path,
        fmt::format("environment variable `{}` is {}", name, variable ? "empty" : "not set"),
        fmt::format("set it, or write ${{env:{}:-default}}", name));
  }
  return std::nullopt;
}

std::optional<Substitution::Piece> Substitution::File(std::string_view name, const Mark& mark,
                                                      const std::string& path) {
  FileContent content = ReadRegularFile(std::string(name));
  if (!content.problem.empty()) {
    findings_.Error(mark, "cannot-read-file", path,
                    fmt::format("cannot read the file `{}`: {}", name, content.problem));
    return std::nullopt;
  }
  // Containers mount their secrets readable for all below /run/secrets, where only they can see
  // them.
  if (content.world_readable && !name.starts_with("/run/secrets/")) {
    findings_.Warning(mark, "secret-file-readable", path,
                      fmt::format("every user can read the secret file `{}`", name),
                      "chmod 600 it");
  }
  if (content.text.find('\0') != std::string::npos) {
    findings_.Error(mark, "nul", path, fmt::format("the file `{}` holds a NUL byte", name),
                    "it must be a text, and in UTF-8");
    return std::nullopt;
  }
  if (content.text.ends_with('\n')) content.text.pop_back();
  if (content.text.ends_with('\r')) content.text.pop_back();
  parameters_.secrets().Add(content.text);
  return Piece{std::move(content.text), true};
}

}  // namespace etl::config

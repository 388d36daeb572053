// SPDX-License-Identifier: Apache-2.0
#include "plan/option_node.h"

#include <algorithm>

const etl_node* etl_node::Find(std::string_view key) const {
  for (const auto& [name, child] : children)
    if (name == key) return &child;
  return nullptr;
}

namespace {

// An option comes before what stands in one.
const etl_node* FindWithin(const etl_node& node, std::string_view key) {
  if (const etl_node* child = node.Find(key)) return child;
  for (const auto& [name, child] : node.children)
    if (const etl_node* found = FindWithin(child, key)) return found;
  return nullptr;
}

}  // namespace

const etl_node* etl_node::NamedIn(std::string_view message) const {
  for (std::size_t at = 0; (at = message.find('`', at)) != std::string_view::npos;) {
    const std::size_t end = message.find('`', ++at);
    if (end == std::string_view::npos) return nullptr;
    // `name` or `name: value`
    const std::string_view key = message.substr(at, std::min(end, message.find(": ", at)) - at);
    if (const etl_node* found = key.empty() ? nullptr : FindWithin(*this, key)) return found;
    at = end + 1;
  }
  return nullptr;
}

std::optional<etl::config::Mark> etl_node::MarkOfParam(std::string_view name) const {
  for (const char sign : {'$', ':'})
    if (const std::size_t at = text.find(sign + std::string(name)); at != std::string::npos)
      return MarkAt(static_cast<std::int64_t>(at));
  for (const auto& [key, child] : children)
    if (const auto found = child.MarkOfParam(name)) return found;
  return std::nullopt;
}

etl::config::Mark etl_node::MarkAt(std::int64_t offset) const {
  etl::config::Mark at = mark;
  if (offset >= 0 && text_offset >= 0 && text == written)
    at.column += text_offset + static_cast<int>(offset);
  return at;
}

namespace etl::plan {

namespace {
etl_str Str(const std::string& text) { return {text.data(), text.size()}; }
}  // namespace

void FillNodeFunctions(etl_host& host) {
  host.node_kind = [](const etl_node* node) { return std::uint32_t{node->kind}; };
  host.node_size = [](const etl_node* node) { return node->children.size(); };
  host.node_at = [](const etl_node* node, size_t i) -> const etl_node* {
    return i < node->children.size() ? &node->children[i].second : nullptr;
  };
  host.node_key = [](const etl_node* node, size_t i) {
    return i < node->children.size() ? Str(node->children[i].first) : etl_str{};
  };
  host.node_get = [](const etl_node* node, etl_str key) {
    return node->Find({key.data, key.size});
  };
  host.node_text = [](const etl_node* node) { return Str(node->text); };
  host.node_line = [](const etl_node* node) { return std::int32_t{node->mark.line}; };
  host.node_column = [](const etl_node* node) { return std::int32_t{node->mark.column}; };
}

}  // namespace etl::plan

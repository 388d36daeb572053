// SPDX-License-Identifier: Apache-2.0
#include "plan/option_node.h"

const etl_node* etl_node::Find(std::string_view key) const {
  for (const auto& [name, child] : children)
    if (name == key) return &child;
  return nullptr;
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

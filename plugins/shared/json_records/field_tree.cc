// SPDX-License-Identifier: Apache-2.0
#include "plugins/shared/json_records/field_tree.h"

#include <algorithm>

#include "plugins/shared/json_records/pointer.h"

namespace etl::json_records {

void FieldNode::Add(const std::vector<std::string>& steps, std::size_t field) {
  FieldNode* node = this;
  for (const std::string& step : steps) {
    const std::string place = node->pointer + "/" + EscapedStep(step);
    auto child = std::find_if(node->children.begin(), node->children.end(),
                              [&](const FieldNode& other) { return other.pointer == place; });
    if (child == node->children.end()) {
      node->keys.Add(step, static_cast<int>(node->children.size()));
      child = node->children.emplace(node->children.end());
      child->pointer = place;
      child->index = IndexOf(step);
    }
    node = &*child;
  }
  node->fields.push_back(field);
}

}  // namespace etl::json_records

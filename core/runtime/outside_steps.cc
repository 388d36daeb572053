// SPDX-License-Identifier: Apache-2.0
#include "runtime/outside_steps.h"

#include <algorithm>
#include <string_view>

namespace etl::runtime {

namespace {

// "https://host/..." but not "sqlite:///file".
bool NamesHost(std::string_view text) {
  for (std::size_t at = 0; (at = text.find("://", at)) != std::string_view::npos; at += 3)
    if (at + 3 < text.size() && text[at + 3] != '/') return true;
  return false;
}

bool HoldsHost(const config::Node& node) {
  if (node.is_scalar()) return node.unresolved() || NamesHost(node.text());
  return std::ranges::any_of(node.items(), HoldsHost) ||
         std::ranges::any_of(node.entries(),
                             [](const auto& entry) { return HoldsHost(entry.value); });
}

}  // namespace

std::set<std::string> OutsideSteps(const config::PipelineConfig& config) {
  std::set<std::string> steps;
  for (const config::Step& step : config.sources) steps.insert(step.name);
  for (const config::Step& step : config.transforms)
    if (!step.connection.is_null()) steps.insert(step.name);
  return steps;
}

bool IsLocal(const config::PipelineConfig& config, const config::Step& step) {
  if (!step.connection.is_null()) {
    const auto connection = config.connections.find(step.connection.text());
    if (connection == config.connections.end() || HoldsHost(connection->second)) return false;
  }
  return std::ranges::none_of(step.options,
                              [](const auto& option) { return HoldsHost(option.value); });
}

}  // namespace etl::runtime

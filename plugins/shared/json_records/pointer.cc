// SPDX-License-Identifier: Apache-2.0
#include "plugins/shared/json_records/pointer.h"

#include <charconv>

namespace etl::json_records {
namespace {

std::string Unescaped(std::string_view token) {
  std::string out;
  for (std::size_t i = 0; i < token.size(); ++i)
    if (token[i] == '~' && i + 1 < token.size())
      out += token[++i] == '0' ? '~' : '/';
    else
      out += token[i];
  return out;
}

}  // namespace

void CheckPointer(std::string_view option, std::string_view pointer, const OptionNode& node) {
  bool good = pointer.empty() || pointer.front() == '/';
  for (std::size_t i = 0; i < pointer.size(); ++i)
    if (pointer[i] == '~' && (i + 1 == pointer.size() || (pointer[i + 1] | 1) != '1')) good = false;
  if (!good)
    throw ConfigError("`{}` is no JSON pointer: {}", option, pointer)
        .Hint("a JSON pointer names fields from the top, each after a slash: /data/users")
        .Option(node ? node.get() : nullptr);
}

std::vector<std::string> StepsOf(std::string_view pointer) {
  std::vector<std::string> steps;
  while (!pointer.empty()) {
    pointer.remove_prefix(1);
    const std::size_t end = std::min(pointer.find('/'), pointer.size());
    steps.push_back(Unescaped(pointer.substr(0, end)));
    pointer.remove_prefix(end);
  }
  return steps;
}

std::string EscapedStep(std::string_view key) {
  std::string out;
  for (const char c : key) {
    if (c == '~')
      out += "~0";
    else if (c == '/')
      out += "~1";
    else
      out += c;
  }
  return out;
}

std::int64_t IndexOf(std::string_view step) {
  std::int64_t index = -1;
  if (step.empty() || step.front() < '0' || (step.size() > 1 && step.front() == '0')) return -1;
  const auto [end, error] = std::from_chars(step.data(), step.data() + step.size(), index);
  return error == std::errc() && end == step.data() + step.size() ? index : -1;
}

}  // namespace etl::json_records

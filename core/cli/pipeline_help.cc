// SPDX-License-Identifier: Apache-2.0
#include "cli/pipeline_help.h"

#include <fmt/format.h>

#include <algorithm>
#include <string>

namespace etl::cli {

namespace {

const char* TypeName(config::ParamType type) {
  switch (type) {
    case config::ParamType::kString:
      return "string";
    case config::ParamType::kInt:
      return "int";
    case config::ParamType::kFloat:
      return "float";
    case config::ParamType::kBool:
      return "bool";
    case config::ParamType::kDate:
      return "date";
    case config::ParamType::kPath:
      return "path";
    case config::ParamType::kList:
      return "list";
  }
  return "";
}

// A sensitive value that stands in the file, rather than where to find it.
bool IsWrittenSecret(const config::Param& param) {
  const config::Node& value = *param.default_value;
  return value.sensitive() || (param.sensitive && value.written().find("${") == std::string::npos);
}

std::string Notes(const config::Param& param) {
  std::string out = param.help;
  const auto add = [&](const std::string& note) { out += (out.empty() ? "" : "; ") + note; };
  if (!param.values.empty()) add(fmt::format("one of {}", fmt::join(param.values, ", ")));
  if (!param.default_value)
    add("required");
  else if (param.default_value->is_scalar() && !IsWrittenSecret(param))
    add(fmt::format("default {}", param.default_value->written()));
  if (param.sensitive) add("secret");
  return out;
}

}  // namespace

std::string DescribePipeline(const config::PipelineConfig& config) {
  std::string out = config.name;
  if (!config.description.empty()) out += ": " + config.description;
  while (out.ends_with('\n')) out.pop_back();
  out += "\n";
  if (config.params.empty()) return out;
  std::size_t width = 0;
  for (const config::Param& param : config.params) width = std::max(width, param.name.size());
  out += "\nParameters (-p NAME=VALUE, or the environment variable ETL_PARAM_NAME):\n";
  for (const config::Param& param : config.params)
    out +=
        fmt::format("  {:<{}}  {:<6}  {}\n", param.name, width, TypeName(param.type), Notes(param));
  return out;
}

}  // namespace etl::cli

// SPDX-License-Identifier: Apache-2.0
#include "config/pipeline_config.h"

namespace etl::config {

std::string_view RejectsOf(std::string_view input) {
  if (!input.ends_with(kRejectsSuffix)) return {};
  return input.substr(0, input.size() - kRejectsSuffix.size());
}

const Node::Entry* Step::Option(std::string_view key) const {
  for (const Node::Entry& option : options) {
    if (option.key == key) return &option;
  }
  return nullptr;
}

const ParamValue* PipelineConfig::Value(std::string_view param, const Mark& use,
                                        const std::string& path, Findings& findings) const {
  return parameters ? parameters->Value(param, use, path, findings) : nullptr;
}

const Step* PipelineConfig::FindStep(std::string_view step) const {
  for (const auto* section : {&sources, &transforms, &sinks}) {
    for (const Step& candidate : *section) {
      if (candidate.name == step) return &candidate;
    }
  }
  return nullptr;
}

}  // namespace etl::config

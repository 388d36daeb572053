// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json.hpp>
#include <vector>

#include "plugin/registry.h"

namespace etl::cli {

// JSON Schema (draft 2020-12) of the pipeline file, for editors: with the options of these
// components. It takes every pipeline that `etl validate` takes; what needs more than one place of
// the file to see, such as a step that does not exist, is left to validate.
nlohmann::ordered_json PipelineSchema(const std::vector<const plugin::Component*>& components);

// The same of dataset files, which set options that say where the data is.
nlohmann::ordered_json DatasetSchema(const std::vector<const plugin::Component*>& components);

// The same of *.test.yaml files.
nlohmann::ordered_json TestFileSchema();

}  // namespace etl::cli

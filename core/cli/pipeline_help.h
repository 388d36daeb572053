// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "config/pipeline_config.h"

namespace etl::cli {

// What the pipeline does and its parameters with types, defaults and allowed values, for `run FILE
// --help`.
std::string DescribePipeline(const config::PipelineConfig& config);

}  // namespace etl::cli

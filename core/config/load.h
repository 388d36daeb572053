// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "config/finding.h"
#include "config/pipeline_config.h"
#include "config/secrets.h"

namespace etl::config {

/// What the command line says about the pipeline to load.
struct LoadRequest {
  std::filesystem::path pipeline;
  std::vector<std::filesystem::path> datasets;  // a later one wins
  std::vector<std::string> assignments;         // "name=value", of -p
  std::vector<std::filesystem::path> env_files;
  std::function<std::optional<std::string>(const std::string&)> environment;  // getenv if not set
  std::string run_date;                    // YYYY-MM-DD, for ${run.date}
  std::vector<Node::Entry> params = {};    // of a test; they win over those of datasets
  std::vector<Node::Entry> recorded = {};  // of a recording; they win over defaults alone
  /// Steps that somebody stands in for. Of them only that is read which others see of them: `from`,
  /// `assert`, `on_error`, `max_rejects`, and of a source `schema` and `order`; of the connections,
  /// only those that other steps name. So it does not matter whether what they need is there.
  std::set<std::string> stand_ins = {};
};

/// The config is usable as far as it could be read, even if there are findings.
struct LoadResult {
  PipelineConfig config;
  Findings findings;
};

/// Reads a pipeline with its datasets, parameters and environment, and checks everything that can
/// be checked without knowing the plugins. Opens no file but those and what `${file:}` names. Adds
/// the sensitive values to `secrets`, which the result refers to.
LoadResult LoadPipeline(const LoadRequest& request, Secrets& secrets);

}  // namespace etl::config

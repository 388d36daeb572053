// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <set>
#include <string>

#include "cli/session.h"
#include "config/load.h"
#include "runtime/recording/recording.h"

namespace etl::cli {

// A pipeline that is run from a recording (`--replay DIR`): with its parameters, where nobody sets
// them, and without what its sources would need.
class Replayed {
 public:
  // Throws ConfigError, EnvironmentError, DataError.
  Replayed(Session& session, const std::filesystem::path& folder);

  config::LoadResult& loaded() { return loaded_; }
  const plan::StandIns& stand_ins() const { return replay_->stand_ins(); }
  // What there is of each step, for a pipeline that now needs something else.
  std::string Columns() const;

 private:
  runtime::Recording recording_;
  config::LoadResult loaded_;
  std::unique_ptr<runtime::Replay> replay_;  // null: the pipeline has errors
};

}  // namespace etl::cli

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "cli/drafts/join_guess.h"
#include "cli/drafts/source_draft.h"

namespace etl::cli {

// What a whole pipeline is drafted from.
struct PipelineRequest {
  std::vector<SourceDraft> sources;  // one or two
  std::vector<std::string> places;   // where each of them is, without secrets
  JoinGuess join;                    // of two
  std::string name;                  // of the pipeline
  std::string file;                  // where it will be; for its own comments
  std::string schema;                // what an editor checks it against
};

// A pipeline that runs as it is. Gives the sources and connections names that differ.
std::string DraftPipeline(PipelineRequest request);

}  // namespace etl::cli

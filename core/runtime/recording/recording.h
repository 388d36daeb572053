// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <deque>
#include <filesystem>
#include <functional>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "config/node.h"
#include "config/pipeline_config.h"
#include "plan/resolve.h"
#include "runtime/recording/manifest.h"
#include "runtime/stand_in.h"

namespace etl::runtime {

// A folder that a Recorder has made. Immutable; outlives what is made of it.
class Recording {
 public:
  // Reads the manifest and compares every file with its checksum. Throws EnvironmentError: it is
  // not there, not complete, or not what was written.
  static Recording Open(const std::filesystem::path& folder);

  const std::filesystem::path& folder() const { return folder_; }
  const Manifest& manifest() const { return manifest_; }

  // The parameters as they were, for LoadRequest::recorded.
  std::vector<config::Node::Entry> Params() const;
  // A stand-in that gives what was recorded of the step, rejects and counts included. Throws
  // DataError: it was not recorded, or with columns of other types than those that it declares.
  std::unique_ptr<StandIn> MakeStandIn(const config::Step& step) const;

 private:
  std::filesystem::path folder_;
  Manifest manifest_;
};

// A pipeline whose outside is a recording.
class Replay {
 public:
  // `config` as LoadPipeline read it with the steps `outside` (OutsideSteps) as stand-ins. Those
  // that no sink needs and that were not recorded are taken out of it, and orders that the
  // recording says better. Throws DataError: the recording is of another pipeline, or lacks a step
  // that is needed.
  Replay(const Recording& recording, const std::set<std::string>& outside,
         config::PipelineConfig& config);

  const plan::StandIns& stand_ins() const { return stand_ins_; }

 private:
  std::deque<std::unique_ptr<StandIn>> kept_;
  plan::StandIns stand_ins_;
};

}  // namespace etl::runtime

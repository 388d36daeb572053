// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "cli/test/test_case.h"
#include "config/finding.h"
#include "config/pipeline_config.h"
#include "config/secrets.h"
#include "etl/record_batch.h"
#include "plan/failure.h"
#include "plan/resolve.h"
#include "plugin/registry.h"
#include "runtime/recording/recording.h"
#include "runtime/stand_in.h"

namespace etl::cli {

// What tests work with; one for all of them.
struct TestTools {
  plugin::Registry& registry;
  config::Secrets& secrets;
  std::int64_t memory = 64 << 20;  // bytes
  int threads = 0;
  std::function<void(etl_log_level, std::string_view step, std::string_view message)> log;
};

// Rows of a CSV or JSON file, read by the plugin of that name.
struct FileRows {
  Schema schema;
  std::vector<RecordBatch> batches;
};
// `columns`: their names and types; nullopt: as the plugin finds them. Throws StepFailure.
FileRows ReadRowsFile(const std::filesystem::path& file, const std::optional<Schema>& columns,
                      const std::string& step, const TestTools& tools);

// What the steps of a pipeline say of their output without connecting, by name; those that say
// nothing are not there.
struct KnownOutput {
  Schema schema;
  Order order;  // of a source, by its plugin's word
};
using KnownOutputs = std::map<std::string, KnownOutput, std::less<>>;
KnownOutputs DescribeOffline(const config::PipelineConfig& config, const TestTools& tools);

// The stand-ins of a test, made of what it gives. Keeps them.
class GivenRows {
 public:
  GivenRows(const TestTools& tools, const KnownOutputs& known) : tools_(tools), known_(known) {}

  // `step` is as LoadPipeline read it for a stand-in. What is wrong becomes findings, but for a
  // file that cannot be read: throws StepFailure.
  void Add(const Given& given, const config::Step& step, config::Findings& findings);
  // What a recording has of the step. Throws DataError.
  void AddRecorded(const std::filesystem::path& folder, const config::Step& step);
  // Opened once, however many steps it gives. Throws EnvironmentError.
  const runtime::Recording& Open(const std::filesystem::path& folder);
  void AddRows(const config::Step& step, Schema schema, Order order,
               std::vector<RecordBatch> batches, std::function<std::string(std::int64_t)> locate);

  const plan::StandIns& stand_ins() const { return stand_ins_; }

 private:
  std::optional<Schema> SchemaOf(const Given& given, const config::Step& step,
                                 config::Findings& findings) const;
  void AddInline(const Given& given, const config::Step& step, const Schema& schema,
                 config::Findings& findings);

  const TestTools& tools_;
  const KnownOutputs& known_;
  std::map<std::filesystem::path, runtime::Recording> recordings_;
  std::deque<std::unique_ptr<runtime::StandIn>> kept_;
  plan::StandIns stand_ins_;
};

}  // namespace etl::cli

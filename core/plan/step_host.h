// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "config/pipeline_config.h"
#include "config/secrets.h"
#include "etl/context.h"
#include "etl/plan.h"
#include "etl/record_batch_builder.h"
#include "plan/failure.h"
#include "plan/option_node.h"

namespace etl::plan {

// What all hosts of one command share. Outlives them.
struct HostEnvironment {
  const config::Secrets* secrets = nullptr;
  const config::PipelineConfig* config = nullptr;  // for parameters; null when recovering
  std::function<void(etl_log_level, std::string_view step, std::string_view message)> log;
  std::string run_id;
  BatchLimits limits;
};

// The services that one step's component sees (etl_host). At plan time there is no data and no
// journal: those services refuse, but for the memory that a look at a file takes; the runtime's
// host overrides them. Thread-safe, as the ABI promises.
class StepHost {
 public:
  StepHost(const HostEnvironment& environment, std::string step, std::string plugin,
           config::Mark mark, const OptionNode* options = nullptr);
  virtual ~StepHost() = default;
  StepHost(const StepHost&) = delete;
  StepHost& operator=(const StepHost&) = delete;

  etl_host* get() { return &host_; }
  const std::string& step() const { return step_; }
  const HostEnvironment& environment() const { return environment_; }

  // What the component reported since it was last asked; what a call that returned `status` without
  // a report means.
  StepFailure TakeFailure(std::int32_t status, std::string_view doing);
  bool has_failure() const;
  // As the component would through etl_host.fail; the first report is the one that counts.
  void Report(StepFailure failure);
  // A failure of this step with its names and place filled in, and its texts masked.
  StepFailure MakeFailure(std::int32_t status, std::string_view message,
                          std::string_view hint = "") const;

  // Throws TakeFailure if `status` is not ETL_OK.
  void Check(std::int32_t status, std::string_view doing) {
    if (status != ETL_OK) throw TakeFailure(status, doing);
  }

 protected:
  virtual bool Cancelled() { return false; }
  virtual void Metric(std::string_view, std::int64_t) {}
  virtual bool TryMemory(std::int64_t bytes);
  virtual std::int32_t NewBuffer(const ArrowSchema*, etl_buffer**) { return ETL_INTERNAL_ERROR; }
  virtual std::int32_t Claim(std::string_view) { return ETL_OK; }
  virtual void Artifact(std::string_view, std::string_view) {}
  virtual std::int32_t Reject(const etl_error& error);
  // What a component reported, with names and places, masked.
  StepFailure ToFailure(const etl_error& error) const;
  virtual void Statement(std::string_view, std::int64_t) {}

 private:
  void FillServices();
  void ReportC(const etl_error& error);
  std::int32_t Param(std::string_view name, etl_value* out);

  const HostEnvironment& environment_;
  std::string step_, plugin_;
  config::Mark mark_;
  const OptionNode* options_;  // of the step; null where there are none
  etl_host host_;
  mutable std::mutex mutex_;
  std::optional<StepFailure> failure_;
  std::int64_t memory_ = 0;   // bytes granted
  std::deque<Value> params_;  // keeps the texts that were given out
};

}  // namespace etl::plan

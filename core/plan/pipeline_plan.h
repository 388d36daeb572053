// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "config/pipeline_config.h"
#include "plan/assertion.h"
#include "plan/describe.h"
#include "plan/incremental.h"
#include "plan/offer.h"
#include "plan/option_node.h"
#include "plan/reject_policy.h"

namespace etl::plan {

// A sort that the planner put before a step's input.
struct SortPlan {
  Order order;
  std::size_t presorted =
      0;  // the input is ordered by so many keys already: sort inside their groups only
  std::string reason;
  std::int64_t minimum_memory = 0;
  std::int64_t channel_bytes = 0;  // part of it: sorted rows on their way to the step
};

// Rows of an input that the step can do without, found by the keys of another input, all of which
// are collected first.
struct ReductionPlan {
  std::size_t other = 0;                              // number of that input
  std::vector<int> columns = {}, other_columns = {};  // of the two steps' schemas
  std::string metric = {};
  std::int64_t expected_keys = -1;  // rows of the other; -1: not known
};

// How one step reads another.
struct InputPlan {
  std::size_t step = 0;  // index into PipelinePlan::steps
  std::optional<SortPlan> sort;
  Order order;  // as the step gets it, after the sort
  // Of a step with several inputs: the columns that it needs of this one and gets, in their own
  // order; nullopt: all. A source leaves the others out, a step may not: but columns that are
  // matched with those of another input must not depend on that.
  std::optional<std::vector<std::string>> columns = {};
  std::optional<ReductionPlan> reduction = {};
};

struct StepPlan {
  const config::Step* config = nullptr;
  const plugin::Component* component = nullptr;
  std::unique_ptr<OptionNode> options;
  bool sound = true;         // its options are as declared: it can be described
  bool is_volatile = false;  // a sink that commits inside an open transaction
  std::vector<InputPlan> inputs;
  std::vector<std::size_t> consumers;  // indices; a step that reads this one twice is here twice
  std::vector<Assertion> assertions;
  RejectPolicy rejects;
  bool rejects_read = false;  // some step reads them
  // This is the stream of the rows that another step has rejected: that step, by index, and the
  // configuration of this one, which no file has.
  std::optional<std::size_t> rejects_of;
  std::unique_ptr<config::Step> rejects_config;
  Description description;
  std::optional<Schema>
      schema;   // of its output; nullopt: not known without connecting. Sinks: of their input
  Order order;  // of its output

  // Sources only.
  Order declared_order;  // by the pipeline or the plugin
  Order verified_order;  // checked on every row
  config::Mark order_mark;
  std::optional<Incremental> incremental;
  std::optional<CursorBound> bound;  // of an incremental source that has been read before
  Scan wanted;
  OfferResult offer;

  const std::string& name() const { return config->name; }
  etl_role role() const { return component->role; }
};

// A pipeline, ready to run: every name resolved, every schema and order known. Steps stand in
// topological order, sources first; the plan refers to the configuration, which outlives it.
struct PipelinePlan {
  const config::PipelineConfig* config = nullptr;
  std::vector<StepPlan> steps;
  bool connected = false;           // the sources were asked for their offers
  std::int64_t memory = 0;          // the budget, bytes
  std::int64_t minimum_memory = 0;  // what the steps cannot work without
  BatchLimits limits;
};

}  // namespace etl::plan

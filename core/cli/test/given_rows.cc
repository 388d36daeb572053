// SPDX-License-Identifier: Apache-2.0
#include "cli/test/given_rows.h"

#include <fmt/format.h>

#include <utility>

#include "cli/test/row_values.h"
#include "plan/planner.h"
#include "runtime/trial.h"

namespace etl::cli {

namespace {

using config::Node;

// "csv" for x.csv and x.csv.gz; lines of JSON are read by the plugin that reads JSON.
std::string FormatOf(const std::filesystem::path& file) {
  std::filesystem::path name = file.filename();
  if (name.extension() == ".gz" || name.extension() == ".zst") name = name.stem();
  const std::string ending = name.extension().string();
  return ending == ".jsonl" || ending == ".ndjson"
             ? "json"
             : ending.substr(std::min<std::size_t>(ending.size(), 1));
}

Node SchemaNode(const Schema& schema) {
  std::vector<Node::Entry> columns;
  for (const Field& field : schema)
    columns.push_back({field.name,
                       {},
                       Node::Mapping({{"type", {}, Node::Scalar(TypeText(field))},
                                      {"optional", {}, Node::Scalar("true")}})});
  return Node::Mapping(std::move(columns));
}

config::Step FileStep(const std::filesystem::path& file, const std::optional<Schema>& columns,
                      const std::string& name) {
  config::Step step;
  step.name = name;
  step.section = "sources";
  step.use = Node::Scalar(FormatOf(file));
  step.options.push_back({"path", {}, Node::Scalar(file.string(), {}, true)});
  if (columns) step.options.push_back({"schema", {}, SchemaNode(*columns)});
  return step;
}

plan::StepFailure ConfigFailure(const std::string& step, const std::string& message) {
  plan::StepFailure failure;
  failure.status = ETL_CONFIG_ERROR;
  failure.step = step;
  failure.message = message;
  return failure;
}

}  // namespace

FileRows ReadRowsFile(const std::filesystem::path& file, const std::optional<Schema>& columns,
                      const std::string& step, const TestTools& tools) {
  config::PipelineConfig config;
  config.name = "rows";
  config.sources.push_back(FileStep(file, columns, step));
  runtime::TrialRequest request;
  request.config = &config;
  request.watched = {step};
  request.registry = &tools.registry;
  request.secrets = &tools.secrets;
  request.memory = tools.memory;
  runtime::TrialResult result = runtime::RunTrial(std::move(request));
  if (result.failure) throw *result.failure;
  if (result.findings.has_errors())
    throw ConfigFailure(step, file.string() + ": " + result.findings.all().front().message);
  runtime::TrialRows& rows = result.steps.at(step);
  std::int64_t kept = 0;
  for (const RecordBatch& batch : rows.batches) kept += batch.num_rows();
  if (kept < rows.rows)
    throw ConfigFailure(step, fmt::format("{} has {} rows, a test compares at most {}",
                                          file.string(), rows.rows, kept));
  return {rows.schema, std::move(rows.batches)};
}

KnownOutputs DescribeOffline(const config::PipelineConfig& config, const TestTools& tools) {
  KnownOutputs known;
  config::Findings findings;  // told when the pipeline is read without what is given
  plan::HostEnvironment environment;
  environment.secrets = &tools.secrets;
  environment.config = &config;
  environment.limits = plan::LimitsFor(tools.memory);
  try {
    const plan::PipelinePlan plan = plan::BuildPlan({&config, tools.memory, false}, tools.registry,
                                                    tools.secrets, environment, findings);
    for (const plan::StepPlan& step : plan.steps)
      if (step.schema && step.role() != ETL_SINK)
        known[step.name()] = {*step.schema, step.description.order.value_or(Order{})};
  } catch (const plan::StepFailure&) {
  } catch (const Error&) {
  }
  return known;
}

std::optional<Schema> GivenRows::SchemaOf(const Given& given, const config::Step& step,
                                          config::Findings& findings) const {
  if (!given.schema.is_null()) return ReadSchema(given.schema, "schema", findings);
  if (const auto known = known_.find(step.name); known != known_.end()) return known->second.schema;
  if (const auto* declared = step.Option("schema"))
    return ReadSchema(declared->value, step.path() + ".schema", findings);
  return std::nullopt;
}

void GivenRows::Add(const Given& given, const config::Step& step, config::Findings& findings) {
  const std::size_t before = findings.errors();
  if (given.from == Given::From::kRecording) return AddRecorded(given.path, step);
  const std::optional<Schema> schema = SchemaOf(given, step, findings);
  if (findings.errors() > before) return;
  if (given.from == Given::From::kFile) {
    FileRows rows = ReadRowsFile(given.path, schema, step.name, tools_);
    const std::string file = given.path.string();
    return AddRows(step, rows.schema, {}, std::move(rows.batches),
                   [file](std::int64_t row) { return fmt::format("{}, row {}", file, row + 1); });
  }
  if (schema) return AddInline(given, step, *schema, findings);
  findings.Error(given.mark, "no-schema", "given." + given.step,
                 "its columns are not known without connecting",
                 "declare the schema of the step, or of its rows: `{schema: {id: int}, rows: "
                 "[...]}`");
}

void GivenRows::AddInline(const Given& given, const config::Step& step, const Schema& schema,
                          config::Findings& findings) {
  RecordBatch batch = ReadRows(given.rows.items(), schema, "given." + given.step, findings);
  AddRows(step, schema, {}, {std::move(batch)}, [rows = given.rows](std::int64_t row) {
    const auto i = static_cast<std::size_t>(row);
    return i < rows.items().size() ? ToString(rows.items()[i].mark()) : "";
  });
}

void GivenRows::AddRows(const config::Step& step, Schema schema, Order order,
                        std::vector<RecordBatch> batches,
                        std::function<std::string(std::int64_t)> locate) {
  const bool source = step.section == "sources";
  if (const auto known = known_.find(step.name); order.empty() && source && known != known_.end())
    order = known->second.order;
  const auto& made = kept_.emplace_back(std::make_unique<runtime::StandIn>(
      source ? ETL_SOURCE : ETL_TRANSFORM, std::move(schema), std::move(order),
      [batches = std::move(batches), locate = std::move(locate)](Context& context) {
        return std::make_unique<runtime::BatchRows>(batches, context.batch_limits(), locate);
      }));
  stand_ins_[step.name] = &made->component();
}

const runtime::Recording& GivenRows::Open(const std::filesystem::path& folder) {
  const auto known = recordings_.find(folder);
  if (known != recordings_.end()) return known->second;
  return recordings_.emplace(folder, runtime::Recording::Open(folder)).first->second;
}

void GivenRows::AddRecorded(const std::filesystem::path& folder, const config::Step& step) {
  const auto& made = kept_.emplace_back(Open(folder).MakeStandIn(step));
  stand_ins_[step.name] = &made->component();
}

}  // namespace etl::cli

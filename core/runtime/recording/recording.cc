// SPDX-License-Identifier: Apache-2.0
#include "runtime/recording/recording.h"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <set>
#include <sstream>
#include <utility>

#include "etl/error.h"
#include "plan/reject_policy.h"
#include "runtime/recording/row_file.h"

namespace etl::runtime {

namespace {

// What was recorded of one step, in one run.
class RecordedRows final : public StoredRows {
 public:
  RecordedRows(std::filesystem::path folder, const RecordedStep& step, Context& context)
      : folder_(std::move(folder)),
        step_(step),
        context_(context),
        rows_(folder_ / step.rows.name, step.schema, context.batch_limits()) {}

  std::optional<RecordBatch> Next() override {
    if (!std::exchange(begun_, true)) TellRest();
    return rows_.Next();
  }
  std::string Locate(std::int64_t row) const override {
    return fmt::format("{}:{}", (folder_ / step_.rows.name).string(), row + 1);
  }
  void Input(const RecordBatch& batch) override {
    if (!input_) input_.emplace(batch.schema());
    input_->Add(batch);
  }
  void InputEnded() override;

 private:
  void TellRest();
  void Reject(const RecordBatch& batch, std::int64_t row);

  const std::filesystem::path folder_;
  const RecordedStep& step_;
  Context& context_;
  RowFileReader rows_;
  std::optional<RowSum> input_;
  bool begun_ = false;
};

// Other rows would have had other answers.
void RecordedRows::InputEnded() {
  const std::int64_t rows = input_ ? input_->rows() : 0;
  const bool same = step_.input_rows == rows &&
                    (!step_.input_xxh64 || (input_ && *step_.input_xxh64 == input_->xxh64()));
  if (same) return;
  throw DataError("it is given other rows ({}) than when its answers were recorded ({})", rows,
                  step_.input_rows.value_or(0))
      .Hint("what stands before it, or a parameter, has changed: record again");
}

void RecordedRows::Reject(const RecordBatch& batch, std::int64_t row) {
  const auto text = [&](int column) {
    return batch.column(column).IsNull(row) ? std::string()
                                            : std::string(batch.column(column).TextAt(row));
  };
  context_.Reject(DataError("{}", text(4))
                      .Row(batch.column(0).IsNull(row) ? -1 : batch.column(0).Int64At(row) - 1)
                      .Position(text(1))
                      .Column(text(3)),
                  text(5));
}

// What the step did beside giving rows.
void RecordedRows::TellRest() {
  for (const auto& [name, value] : step_.metrics) context_.Metric(name, value);
  if (!step_.rejects) return;
  RowFileReader rejects(folder_ / step_.rejects->name, plan::RejectSchema(),
                        context_.batch_limits());
  while (const std::optional<RecordBatch> batch = rejects.Next())
    for (std::int64_t row = 0; row < batch->num_rows(); ++row) Reject(*batch, row);
}

// A declared column that was recorded has the type that it is declared with.
void CheckDeclared(const config::Step& step, const RecordedStep& recorded,
                   const std::filesystem::path& folder) {
  const auto* schema = step.Option("schema");
  if (!schema) return;
  for (const config::Node::Entry& entry : schema->value.entries()) {
    const config::Node* written =
        entry.value.is_mapping() ? entry.value.Find("type") : &entry.value;
    const auto column = recorded.schema.Find(entry.key);
    if (!column || !written || !written->is_scalar()) continue;
    DataType declared;
    try {
      declared = ParseType(written->text()).type;
    } catch (const ConfigError&) {  // `etl validate` says so
      continue;
    }
    const DataType was = recorded.schema[*column].type;
    if (declared != was)
      throw DataError("the recording {} has `{}` of {} as {}, the pipeline declares {}",
                      folder.string(), entry.key, step.name, ToString(was), ToString(declared))
          .Hint("it is of another state of the pipeline: record again");
  }
}

// The steps that a sink needs.
std::set<std::string> Needed(const config::PipelineConfig& config) {
  std::set<std::string> needed;
  std::vector<std::string> open;
  for (const config::Step& sink : config.sinks) open.push_back(sink.name);
  while (!open.empty()) {
    std::string name = std::move(open.back());
    open.pop_back();
    if (const std::string_view of = config::RejectsOf(name); !of.empty()) name = std::string(of);
    const config::Step* step = config.FindStep(name);
    if (!step || !needed.insert(name).second) continue;
    for (const auto& input : step->inputs) open.push_back(input.name);
  }
  return needed;
}

std::string Escaped(std::string text) {
  for (std::size_t at = 0; (at = text.find("${", at)) != std::string::npos; at += 3)
    text.insert(at, "$");
  return text;
}

}  // namespace

Recording Recording::Open(const std::filesystem::path& folder) {
  std::ifstream file(folder / Manifest::kFile, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  if (!file)
    throw EnvironmentError("there is no recording {}", folder.string())
        .Hint("`etl run --record` makes one");
  Recording recording;
  recording.folder_ = folder;
  recording.manifest_ = ParseManifest(text.str(), folder);
  for (const RecordedStep& step : recording.manifest_.steps) {
    CheckFile(folder, step.rows);
    if (step.rejects) CheckFile(folder, *step.rejects);
  }
  return recording;
}

std::vector<config::Node::Entry> Recording::Params() const {
  const config::Mark mark{std::make_shared<const std::string>((folder_ / Manifest::kFile).string()),
                          0, 0};
  std::vector<config::Node::Entry> entries;
  for (const RecordedParam& param : manifest_.params) {
    const bool quoted = param.type == "string" || param.type == "list";
    std::vector<config::Node> values;
    for (const std::string& value : param.values)
      values.push_back(config::Node::Scalar(Escaped(value), mark, quoted));
    if (param.type == "list")
      entries.push_back({param.name, mark, config::Node::Sequence(std::move(values), mark)});
    else if (values.size() == 1)
      entries.push_back({param.name, mark, values[0]});
  }
  return entries;
}

std::unique_ptr<StandIn> Recording::MakeStandIn(const config::Step& step) const {
  const RecordedStep* recorded = manifest_.Find(step.name);
  if (!recorded)
    throw DataError("the recording {} has no rows of {}", folder_.string(), step.name)
        .Hint("it is of another pipeline, or of another state of this one: record again");
  CheckDeclared(step, *recorded, folder_);
  return std::make_unique<StandIn>(
      step.section == "sources" ? ETL_SOURCE : ETL_TRANSFORM, recorded->schema, recorded->order,
      [folder = folder_, recorded](Context& context) {
        return std::make_unique<RecordedRows>(folder, *recorded, context);
      });
}

Replay::Replay(const Recording& recording, const std::set<std::string>& outside,
               config::PipelineConfig& config) {
  const Manifest& manifest = recording.manifest();
  if (manifest.pipeline != config.name)
    throw DataError("the recording {} is of the pipeline {}, not of {}",
                    recording.folder().string(), manifest.pipeline, config.name);
  const std::set<std::string> needed = Needed(config);
  for (auto* section : {&config.sources, &config.transforms}) {
    std::erase_if(*section, [&](const config::Step& step) {
      return outside.contains(step.name) && !manifest.Find(step.name) &&
             !needed.contains(step.name);
    });
    for (config::Step& step : *section) {
      if (!outside.contains(step.name)) continue;
      std::erase_if(step.options, [](const auto& option) { return option.key == "order"; });
      stand_ins_[step.name] = &kept_.emplace_back(recording.MakeStandIn(step))->component();
    }
  }
}

}  // namespace etl::runtime

// SPDX-License-Identifier: Apache-2.0
#include "runtime/recording/recorder.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <map>
#include <set>
#include <system_error>
#include <utility>

#include "config/suggest.h"
#include "etl/error.h"
#include "plan/reject_policy.h"

namespace etl::runtime {

namespace {

namespace fs = std::filesystem;

EnvironmentError CannotWrite(const fs::path& path, int error) {
  return EnvironmentError("cannot write the recording {}: {}", path.string(),
                          std::generic_category().message(error));
}

void SyncFolder(const fs::path& folder) {
  const int descriptor = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (descriptor < 0) throw CannotWrite(folder, errno);
  const bool ok = ::fsync(descriptor) == 0;
  const int error = errno;
  ::close(descriptor);
  if (!ok) throw CannotWrite(folder, error);
}

void WriteWhole(const fs::path& path, const std::string& text) {
  const int descriptor = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  bool ok = descriptor >= 0 &&
            ::write(descriptor, text.data(), text.size()) == static_cast<ssize_t>(text.size());
  ok = ok && ::fsync(descriptor) == 0;
  const int error = errno;
  if (descriptor >= 0) ::close(descriptor);
  if (!ok) throw CannotWrite(path, error);
}

// "internal.email" is column `email` of `internal`.
std::pair<std::string, std::string> SplitMask(const std::string& mask) {
  const std::size_t dot = mask.find('.');
  if (dot == std::string::npos || dot == 0 || dot + 1 == mask.size())
    throw ConfigError("--mask {}: expected STEP.COLUMN", mask);
  return {mask.substr(0, dot), mask.substr(dot + 1)};
}

// The order that the rows still have when some columns are masked.
Order KeptOrder(const Order& order, const std::vector<std::string>& masked) {
  Order kept = order;
  const auto lost = std::ranges::find_if(kept, [&](const OrderKey& key) {
    return std::ranges::find(masked, key.column) != masked.end();
  });
  kept.erase(lost, kept.end());
  return kept;
}

// Adds the columns that come of masked ones, so that a lookup does not show what its source hides.
// Of a step that does not say what comes of what: those of the same names, or all if there are
// others.
void FollowMasked(const plan::PipelinePlan& plan, std::size_t at,
                  std::map<std::string, std::set<std::string>>& masked) {
  const plan::StepPlan& step = plan.steps[at];
  std::set<std::string>& out = masked[step.name()];
  for (std::size_t input = 0; input < step.inputs.size(); ++input) {
    const std::set<std::string> in = masked[plan.steps[step.inputs[input].step].name()];
    if (in.empty()) continue;
    const Schema& from = *plan.steps[step.inputs[input].step].schema;
    for (const auto& lineage : step.description.lineage)
      if (lineage.output && lineage.input == input && in.contains(lineage.column))
        out.insert((*step.schema)[static_cast<int>(*lineage.output)].name);
    if (!step.description.lineage.empty()) continue;
    for (const Field& field : *step.schema)
      if (in.contains(field.name) || !from.Find(field.name)) out.insert(field.name);
  }
}

void CheckRoom(const plan::StepPlan& step, const std::set<std::string>& masked) {
  for (const std::string& column : masked) {
    const Field& field = (*step.schema)[*step.schema->Find(column)];
    if (field.max_chars > 0 && field.max_chars < Pseudonyms::kTextChars)
      throw ConfigError(
          "--mask {}.{}: a varchar({}) cannot hold a pseudonym, which has {} characters",
          step.name(), column, field.max_chars, Pseudonyms::kTextChars);
  }
}

// Without what tells of the row itself.
RecordBatch MaskRejects(const RecordBatch& batch) {
  RecordBatchBuilder out(batch.schema());
  for (std::int64_t row = 0; row < batch.num_rows(); ++row) {
    for (int i = 0; i < batch.num_columns(); ++i) {
      const std::string& name = batch.schema()[i].name;
      if (name == "reason")
        out.column(i).AppendText("(masked)");
      else if (name == "data" && !batch.column(i).IsNull(row))
        out.column(i).AppendText("(masked)");
      else
        out.column(i).AppendFrom(batch.column(i), row);
    }
  }
  return out.Finish();
}

}  // namespace

StepRecorder::StepRecorder(const plan::StepPlan& step, const fs::path& folder,
                           const Pseudonyms& pseudonyms,
                           const std::vector<std::string>& masked_columns, bool keeps_input_sum)
    : step_(step),
      folder_(folder),
      pseudonyms_(pseudonyms),
      rows_(folder / (step.name() + ".jsonl"), *step.schema),
      keeps_input_sum_(keeps_input_sum) {
  for (const std::string& column : masked_columns) masked_.push_back(*step.schema->Find(column));
}

void StepRecorder::Add(const RecordBatch& batch) {
  if (masked_.empty()) return rows_.Add(batch);
  std::vector<Column> columns;
  for (int i = 0; i < batch.num_columns(); ++i)
    columns.push_back(std::ranges::find(masked_, i) == masked_.end()
                          ? batch.column(i)
                          : pseudonyms_.OfColumn(batch.column(i)));
  rows_.Add(RecordBatch(batch.schema(), std::move(columns), batch.num_rows()));
}

void StepRecorder::AddInput(const RecordBatch& batch) {
  if (!input_) input_.emplace(batch.schema());
  input_->Add(batch);
}

void StepRecorder::AddRejects(const RecordBatch& batch) {
  if (!rejects_)
    rejects_.emplace(folder_ / (step_.name() + ".rejects.jsonl"), plan::RejectSchema());
  rejects_->Add(masked_.empty() ? batch : MaskRejects(batch));
}

RecordedStep StepRecorder::Finish() {
  std::vector<std::string> masked;
  for (const int column : masked_) masked.push_back((*step_.schema)[column].name);
  RecordedStep recorded;
  recorded.name = step_.name();
  recorded.section = step_.config->section;
  recorded.plugin = step_.component->name;
  recorded.schema = *step_.schema;
  recorded.order =
      KeptOrder(step_.role() == ETL_SOURCE ? step_.verified_order : step_.order, masked);
  recorded.rows = rows_.Finish();
  if (rejects_) recorded.rejects = rejects_->Finish();
  if (step_.role() == ETL_TRANSFORM) {
    recorded.input_rows = input_ ? input_->rows() : 0;
    if (keeps_input_sum_ && input_) recorded.input_xxh64 = input_->xxh64();
  }
  return recorded;
}

Recorder::Recorder(Request request) : request_(std::move(request)) {
  for (const std::string& mask : request_.masked) SplitMask(mask);
  fs::path& folder = request_.folder;
  if (!folder.has_filename()) folder = folder.parent_path();  // "name/"
  if (fs::exists(fs::symlink_status(folder)))
    throw ConfigError("--record {}: it is there already", folder.string())
        .Hint("name a folder that is not there yet");
  manifest_.run_id = request_.run_id;
  manifest_.run_date = request_.run_date;
  manifest_.masked = request_.masked;
}

Recorder::~Recorder() {
  steps_.clear();
  std::error_code ignored;
  if (!unfinished_.empty()) fs::remove_all(unfinished_, ignored);
}

bool Recorder::Keeps(const plan::StepPlan& step) {
  if (step.rejects_of) return false;
  return step.role() == ETL_SOURCE ||
         (step.role() == ETL_TRANSFORM && !step.config->connection.is_null());
}

Recorder::MaskedColumns Recorder::FindMasked(const plan::PipelinePlan& plan) const {
  MaskedColumns masked;
  for (const std::string& mask : request_.masked) {
    const auto [name, column] = SplitMask(mask);
    const auto step = std::ranges::find(plan.steps, name, &plan::StepPlan::name);
    if (step == plan.steps.end() || !Keeps(*step)) {
      std::vector<std::string> names;
      for (const plan::StepPlan& kept : plan.steps)
        if (Keeps(kept)) names.push_back(kept.name());
      throw ConfigError("--mask {}: the pipeline reads nothing from outside in a step `{}`", mask,
                        name)
          .Hint(config::DidYouMean(name, names));
    }
    if (!step->schema->Find(column))
      throw ConfigError("--mask {}: `{}` gives no column `{}`", mask, name, column)
          .Hint(config::DidYouMean(column, step->schema->names()));
    masked[name].insert(column);
  }
  if (masked.empty()) return masked;
  for (std::size_t i = 0; i < plan.steps.size(); ++i) {
    if (plan.steps[i].role() == ETL_SINK || plan.steps[i].rejects_of) continue;
    FollowMasked(plan, i, masked);
    if (Keeps(plan.steps[i])) CheckRoom(plan.steps[i], masked[plan.steps[i].name()]);
  }
  return masked;
}

void Recorder::Begin(const plan::PipelinePlan& plan, const std::vector<bool>& needed) {
  const MaskedColumns masked = FindMasked(plan);
  const fs::path& folder = request_.folder;
  std::error_code error;
  if (folder.has_parent_path()) fs::create_directories(folder.parent_path(), error);
  const fs::path unfinished =
      folder.parent_path() / ("." + folder.filename().string() + "." + request_.run_id + ".tmp");
  if (::mkdir(unfinished.c_str(), 0700) != 0) throw CannotWrite(unfinished, errno);
  unfinished_ = unfinished;
  manifest_.pipeline = plan.config->name;
  for (std::size_t i = 0; i < plan.steps.size(); ++i) {
    const plan::StepPlan& step = plan.steps[i];
    if (!needed[i] || !Keeps(step)) continue;
    std::vector<std::string> columns;
    if (const auto found = masked.find(step.name()); found != masked.end())
      columns.assign(found->second.begin(), found->second.end());
    order_.push_back(step.name());
    steps_[step.name()] = std::make_unique<StepRecorder>(step, unfinished_, pseudonyms_, columns,
                                                         request_.masked.empty());
  }
}

StepRecorder* Recorder::Find(std::string_view step) const {
  const auto found = steps_.find(step);
  return found == steps_.end() ? nullptr : found->second.get();
}

std::vector<std::string> Recorder::Unfinished() const {
  std::vector<std::string> names;
  for (const auto& [name, step] : steps_)
    if (!step->ended()) names.push_back(name);
  return names;
}

// What makes another run with the recording the same as this one. Paths and URLs say where things
// are: of sources that is of no interest then, and sinks may well write elsewhere.
void Recorder::KeepParams(const config::PipelineConfig& config, const config::Secrets& secrets) {
  for (const auto& [name, value] : config.parameters->values()) {
    if (value.sensitive || value.type == config::ParamType::kPath) continue;
    std::vector<std::string> values{value.text};
    if (value.type == config::ParamType::kList) values = value.list;
    const bool left_out = std::ranges::any_of(values, [&](const std::string& text) {
      return secrets.Mask(text) != text || text.find("://") != std::string::npos;
    });
    if (left_out) continue;
    manifest_.params.push_back({name, std::string(ToString(value.type)), values});
  }
}

void Recorder::Publish(const StepRuns& runs, const config::PipelineConfig& config,
                       const config::Secrets& secrets) {
  for (const std::string& name : order_) {
    StepRecorder& recorder = *steps_.at(name);
    const auto run =
        std::ranges::find_if(runs, [&](const auto& one) { return one && one->step() == name; });
    if ((*run)->plan().rejects.keep && !(*run)->plan().rejects_read)
      for (const RecordBatch& batch : (*run)->account()->rejects()->ReadAll())
        recorder.AddRejects(batch);
    manifest_.steps.push_back(recorder.Finish());
    manifest_.steps.back().metrics = (*run)->Counters().metrics;
  }
  KeepParams(config, secrets);
  WriteWhole(unfinished_ / Manifest::kFile, ToJson(manifest_));
  SyncFolder(unfinished_);
  const fs::path& folder = request_.folder;
  if (::renameat2(AT_FDCWD, unfinished_.c_str(), AT_FDCWD, folder.c_str(), RENAME_NOREPLACE) != 0)
    throw CannotWrite(folder, errno);
  unfinished_.clear();
  SyncFolder(folder.has_parent_path() ? folder.parent_path() : ".");
}

}  // namespace etl::runtime

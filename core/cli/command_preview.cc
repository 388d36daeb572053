// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <cmath>
#include <nlohmann/json.hpp>

#include "cli/command_line.h"
#include "cli/display_text.h"
#include "cli/findings.h"
#include "cli/session.h"
#include "cli/table.h"
#include "etl/value_text.h"
#include "runtime/preview.h"

namespace etl::cli {

namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kMaxCell = 60;  // columns of the terminal
constexpr const char* kNull = "∅";

std::string TypeText(const Field& field) {
  return field.max_chars > 0 ? fmt::format("varchar({})", field.max_chars) : ToString(field.type);
}

bool IsNumber(DataType type) {
  switch (type.id) {
    case TypeId::kInt32:
    case TypeId::kInt64:
    case TypeId::kUInt64:
    case TypeId::kFloat64:
    case TypeId::kDecimal128:
      return true;
    default:
      return false;
  }
}

// A text in quotes if else it would look like nothing, like a null, or like a quoted one.
std::string CellText(const std::string& value) {
  const std::string text = EscapeForDisplay(value, kMaxCell);
  const bool plain = !value.empty() && value != kNull && value.front() != '"' &&
                     value.front() != ' ' && value.back() != ' ';
  return plain ? text : "\"" + text + "\"";
}

Table MakeTable(Session& session, const runtime::PreviewResult& result) {
  Table table;
  for (int i = 0; i < result.schema.size(); ++i) {
    const Field& field = result.schema[i];
    Table::Column column{
        EscapeForDisplay(field.name, kMaxCell), TypeText(field), IsNumber(field.type), {}};
    for (const RecordBatch& batch : result.batches) {
      for (std::int64_t row = 0; row < batch.num_rows(); ++row) {
        if (batch.column(i).IsNull(row)) {
          column.cells.emplace_back(kNull);
          continue;
        }
        const std::string value = session.secrets().Mask(FormatValue(batch.column(i), row));
        column.cells.push_back(field.type.id == TypeId::kUtf8 ? CellText(value)
                                                              : EscapeForDisplay(value, kMaxCell));
      }
    }
    table.columns.push_back(std::move(column));
  }
  return table;
}

// What JSON's numbers cannot hold exactly is text: decimals, NaN, infinity.
Json ValueJson(Session& session, const Column& column, std::int64_t row) {
  if (column.IsNull(row)) return nullptr;
  switch (column.type().id) {
    case TypeId::kBool:
      return column.BoolAt(row);
    case TypeId::kInt32:
      return column.Int32At(row);
    case TypeId::kInt64:
      return column.Int64At(row);
    case TypeId::kUInt64:
      return column.UInt64At(row);
    case TypeId::kFloat64:
      if (std::isfinite(column.Float64At(row))) return column.Float64At(row);
      [[fallthrough]];
    default:
      return session.secrets().Mask(FormatValue(column, row));
  }
}

std::string PreviewJson(Session& session, const std::string& pipeline, const std::string& step,
                        const runtime::PreviewResult& result, bool complete) {
  Json json{{"ok", true},           {"pipeline", pipeline},     {"step", step},
            {"complete", complete}, {"columns", Json::array()}, {"rows", Json::array()}};
  for (const Field& field : result.schema)
    json["columns"].push_back({{"name", field.name}, {"type", TypeText(field)}});
  for (const RecordBatch& batch : result.batches) {
    for (std::int64_t row = 0; row < batch.num_rows(); ++row) {
      Json out = Json::object();
      for (int i = 0; i < batch.num_columns(); ++i)
        out[result.schema[i].name] = ValueJson(session, batch.column(i), row);
      json["rows"].push_back(std::move(out));
    }
  }
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

void PrintTable(Session& session, const std::string& step, const runtime::PreviewResult& result,
                bool complete) {
  const TableText table = Render(MakeTable(session, result), kMaxCell, OutputWidth());
  WriteOut(table.text);
  if (session.options().quiet) return;
  const std::string rows = result.rows == 1 ? "1 row" : fmt::format("{} rows", result.rows);
  WriteErr(step + (complete ? ": " + rows + ", all there are\n" : ": the first " + rows + "\n"));
  if (!table.left_out.empty())
    WriteErr(EscapeForDisplay(fmt::format("no room for {}: a wider terminal or --json shows them",
                                          fmt::join(table.left_out, ", ")),
                              1000) +
             "\n");
}

runtime::PreviewResult Run(Session& session, const config::PipelineConfig& config,
                           const std::string& step) {
  runtime::PreviewRequest request;
  request.config = &config;
  request.step = step;
  request.limit = session.options().limit;
  request.registry = &session.registry();
  request.secrets = &session.secrets();
  request.memory = session.memory();
  request.log = session.host_environment().log;
  return runtime::RunPreview(request);
}

int PreviewCommand(Session& session) {
  const config::LoadResult loaded = session.LoadPipeline();
  // A file that could not be read has no steps; that it has none is not the news then.
  if (loaded.findings.has_errors() && loaded.config.sources.empty())
    return FailWithFindings(session, loaded.config, loaded.findings);
  const std::string step = runtime::StepToPreview(loaded.config, session.options().step);
  const config::PipelineConfig config = runtime::ForPreview(loaded.config, step);
  const config::Findings findings =
      runtime::FindingsForPreview(loaded.config, config, loaded.findings);
  if (findings.has_errors()) return FailWithFindings(session, config, findings);
  const runtime::PreviewResult result = Run(session, config, step);
  if (result.hung) session.SetHung();
  if (result.failure) throw *result.failure;
  if (result.findings.has_errors()) return FailWithFindings(session, config, result.findings);
  if (result.signal) return 128 + result.signal;
  const bool complete = result.rows < session.options().limit;
  if (session.options().json)
    WriteOut(PreviewJson(session, loaded.config.name, step, result, complete));
  else
    PrintTable(session, step, result, complete);
  return 0;
}

}  // namespace

void AddPreview(CLI::App& app, Options& options, Verb& verb) {
  CLI::App* preview =
      app.add_subcommand("preview", "Show the first rows of a step; nothing is written anywhere");
  AddPipelineOptions(*preview, options);
  preview->add_option("STEP", options.step, "The step (default: the one that feeds the first sink)")
      ->type_name("");
  preview->add_option("-n,--limit", options.limit, "Rows to show")
      ->check(CLI::Range(0, 10000).description(""))
      ->type_name("N")
      ->capture_default_str();
  preview->footer(
      "Examples:\n"
      "  etl preview pipelines/highest.yaml --dataset pipelines/datasets/highest_demo.yaml\n"
      "  etl preview pipelines/highest.yaml lines -n 3 --dataset "
      "pipelines/datasets/highest_demo.yaml\n"
      "  etl preview pipelines/highest.yaml --dataset pipelines/datasets/highest_demo.yaml "
      "--json\n\n"
      "Only the steps that STEP needs are run, and reading stops when the rows are there. No sink "
      "is "
      "opened,\nno assertion checked. ∅ is a null; exit codes are those of `etl run`.");
  preview->final_callback([&verb] { verb = PreviewCommand; });
}

}  // namespace etl::cli

// SPDX-License-Identifier: Apache-2.0
#include "runtime/recording/manifest.h"

#include <fmt/format.h>
#include <xxhash.h>

#include <nlohmann/json.hpp>

#include "etl/error.h"

namespace etl::runtime {

namespace {

using Json = nlohmann::ordered_json;

std::string Hex(std::uint64_t value) { return fmt::format("{:016x}", value); }
std::uint64_t FromHex(const Json& json) {
  return std::stoull(json.get<std::string>(), nullptr, 16);
}

Json FileJson(const RecordedFile& file) {
  return {
      {"file", file.name}, {"rows", file.rows}, {"bytes", file.bytes}, {"xxh64", Hex(file.xxh64)}};
}

RecordedFile FileFrom(const Json& json) {
  return {json.at("file"), json.at("rows"), json.at("bytes"), FromHex(json.at("xxh64"))};
}

Json ColumnsJson(const Schema& schema) {
  Json columns = Json::array();
  for (const Field& field : schema) {
    Json column{{"name", field.name}, {"type", ToString(field.type)}};
    if (!field.nullable) column["nullable"] = false;
    if (field.max_chars > 0) column["max_chars"] = field.max_chars;
    if (!field.sql_type.empty()) column["sql_type"] = field.sql_type;
    columns.push_back(std::move(column));
  }
  return columns;
}

Schema ColumnsFrom(const Json& json) {
  std::vector<Field> fields;
  for (const Json& column : json) {
    const std::string type = column.at("type");
    fields.push_back({column.at("name"),
                      type == "null" ? DataType{TypeId::kNull} : ParseType(type).type,
                      column.value("nullable", true), column.value("max_chars", 0),
                      column.value("sql_type", "")});
  }
  return Schema(std::move(fields));
}

Json StepJson(const RecordedStep& step) {
  Json json{{"name", step.name}, {"section", step.section}, {"plugin", step.plugin}};
  json.update(FileJson(step.rows));
  json["columns"] = ColumnsJson(step.schema);
  json["order"] = Json::array();
  for (const OrderKey& key : step.order)
    json["order"].push_back(
        {{"column", key.column}, {"descending", key.descending}, {"nulls_last", key.nulls_last}});
  if (step.rejects) json["rejects"] = FileJson(*step.rejects);
  if (!step.metrics.empty()) json["metrics"] = step.metrics;
  if (step.input_rows) json["input_rows"] = *step.input_rows;
  if (step.input_xxh64) json["input_xxh64"] = Hex(*step.input_xxh64);
  return json;
}

RecordedStep StepFrom(const Json& json) {
  RecordedStep step;
  step.name = json.at("name"), step.section = json.at("section"), step.plugin = json.at("plugin");
  step.rows = FileFrom(json);
  step.schema = ColumnsFrom(json.at("columns"));
  for (const Json& key : json.at("order"))
    step.order.push_back({key.at("column"), key.at("descending"), key.at("nulls_last")});
  if (json.contains("rejects")) step.rejects = FileFrom(json.at("rejects"));
  if (json.contains("metrics")) step.metrics = json.at("metrics");
  if (json.contains("input_rows")) step.input_rows = json.at("input_rows");
  if (json.contains("input_xxh64")) step.input_xxh64 = FromHex(json.at("input_xxh64"));
  return step;
}

std::string Seal(const Json& json) {
  const std::string text = json.dump(-1, ' ', false, Json::error_handler_t::replace);
  return Hex(XXH64(text.data(), text.size(), 0));
}

Manifest ManifestFrom(const Json& json) {
  Manifest manifest;
  manifest.pipeline = json.at("pipeline");
  manifest.run_id = json.at("run_id");
  manifest.run_date = json.at("run_date");
  manifest.masked = json.at("masked");
  for (const Json& param : json.at("params"))
    manifest.params.push_back({param.at("name"), param.at("type"), param.at("values")});
  for (const Json& step : json.at("steps")) manifest.steps.push_back(StepFrom(step));
  return manifest;
}

}  // namespace

const RecordedStep* Manifest::Find(std::string_view step) const {
  for (const RecordedStep& recorded : steps)
    if (recorded.name == step) return &recorded;
  return nullptr;
}

std::string ToJson(const Manifest& manifest) {
  Json json{{"format", "etl-recording"},     {"version", Manifest::kVersion},
            {"pipeline", manifest.pipeline}, {"run_id", manifest.run_id},
            {"run_date", manifest.run_date}, {"masked", manifest.masked},
            {"params", Json::array()},       {"steps", Json::array()}};
  for (const RecordedParam& param : manifest.params)
    json["params"].push_back(
        {{"name", param.name}, {"type", param.type}, {"values", param.values}});
  for (const RecordedStep& step : manifest.steps) json["steps"].push_back(StepJson(step));
  json["xxh64"] = Seal(json);
  return json.dump(1, ' ', false, Json::error_handler_t::replace) + "\n";
}

Manifest ParseManifest(const std::string& text, const std::filesystem::path& where) {
  const auto damaged = [&] {
    return EnvironmentError("the recording {} is not what was written: {} is damaged",
                            where.string(), Manifest::kFile)
        .Hint("record again");
  };
  Json json = Json::parse(text, nullptr, false);
  if (!json.is_object() || !json.contains("format") || json["format"] != "etl-recording")
    throw damaged();
  try {
    if (json.at("version") != Manifest::kVersion)
      throw EnvironmentError("the recording {} is of version {}, this program reads version {}",
                             where.string(), json.at("version").dump(), Manifest::kVersion)
          .Hint("record again");
    const std::string seal = json.at("xxh64");
    json.erase("xxh64");
    if (seal != Seal(json)) throw damaged();
    return ManifestFrom(json);
  } catch (const EnvironmentError&) {
    throw;
  } catch (const std::exception&) {  // what is missing, or of another type
    throw damaged();
  }
}

}  // namespace etl::runtime

// SPDX-License-Identifier: Apache-2.0
#include "cli/step_keys_schema.h"

#include "cli/option_schema.h"

namespace etl::cli {

namespace {

using Json = nlohmann::ordered_json;

Json Assertions() {
  const Json count{{"anyOf", {{{"type", "integer"}, {"minimum", 0}}, Ref("reference")}}};
  const Json bounds{{"type", "object"},
                    {"minProperties", 1},
                    {"properties", {{"min", count}, {"max", count}}},
                    {"additionalProperties", false}};
  const Json columns{
      {"anyOf", {Ref("text"), {{"type", "array"}, {"minItems", 1}, {"items", Ref("text")}}}}};
  Json properties = Json::object();
  for (const char* metric : {"rows", "pairs", "unmatched_left", "unmatched_right", "largest_group",
                             "queries", "requests", "retries", "rejects"})
    properties[metric] = bounds;
  properties["unique"] = properties["not_null"] = columns;
  properties["exists"] = {{"description", "Some row has these values: {name: Ann}"},
                          {"type", "object"},
                          {"minProperties", 1},
                          {"additionalProperties", Ref("text")}};
  return {{"description", "If one does not hold, nothing is published"},
          {"type", "object"},
          {"properties", properties},
          {"additionalProperties", false}};
}

Json Order() {
  const Json key{
      {"anyOf",
       {{{"type", "string"}, {"pattern", "^ *[^ ]+( +(asc|desc))?( +nulls +(first|last))? *$"}},
        Ref("reference")}}};
  return {{"description", "The order its rows come in, checked on every row: [lastname, id desc]"},
          {"anyOf", {key, {{"type", "array"}, {"minItems", 1}, {"items", key}}}}};
}

Json Incremental() {
  Json lag{{"anyOf", {Ref("duration"), {{"type", "integer"}, {"minimum", 0}}}}};
  lag["description"] = "How far back each run reads again: 48h, or 1000 for integers";
  return {{"description", "Each run reads on from where the last one came to"},
          {"type", "object"},
          {"properties",
           {{"cursor", {{"description", "The column that grows"}, {"type", "string"}}},
            {"inclusive", Ref("bool")},
            {"lag", lag}}},
          {"required", {"cursor"}},
          {"additionalProperties", false}};
}

Json Rejects() {
  const Json text{{"type", "string"}, {"pattern", "^[0-9]+$|^[0-9]*\\.?[0-9]+%$"}};
  return {{"on_error",
           {{"description", "What becomes of a run when a row cannot be used (default fail)"},
            {"anyOf", {{{"enum", {"fail", "reject"}}}, Ref("reference")}}}},
          {"max_rejects",
           {{"description", "How many rows may be rejected: a count, or a part such as 0.5%"},
            {"anyOf", {{{"type", "integer"}, {"minimum", 0}}, text, Ref("reference")}}}}};
}

}  // namespace

Json StepKeys(etl_role role) {
  Json keys{{"connection", {{"description", "One of connections:"}, {"type", "string"}}},
            {"assert", Ref("assert")}};
  if (role == ETL_SOURCE) keys["order"] = Ref("order");
  if (role == ETL_SOURCE) keys["incremental"] = Ref("incremental");
  if (role != ETL_SINK) keys.update(Rejects());
  return keys;
}

Json StepKeyDefinitions() {
  return {{"assert", Assertions()}, {"order", Order()}, {"incremental", Incremental()}};
}

}  // namespace etl::cli

// SPDX-License-Identifier: Apache-2.0
#include "cli/test_schema.h"

#include "cli/option_schema.h"

namespace etl::cli {

namespace {

using Json = nlohmann::ordered_json;

Json Text(const char* description) {
  return {{"description", description}, {"type", "string"}, {"minLength", 1}};
}

Json OneOrMore(const char* description) {
  const Json text{{"type", "string"}};
  return {{"description", description}, {"anyOf", {text, {{"type", "array"}, {"items", text}}}}};
}

Json Rows(const char* description) {
  return {{"description", description}, {"type", "array"}, {"items", {{"type", "object"}}}};
}

Json Closed(Json properties) {
  return {
      {"type", "object"}, {"properties", std::move(properties)}, {"additionalProperties", false}};
}

Json Given() {
  Json mapping = Closed({{"rows", Rows("Its rows")},
                         {"file", Text("A CSV or JSON file with its rows, from this folder on")},
                         {"recording", Text("A folder that `etl run --record` has made")},
                         {"schema", Ref("schema")}});
  mapping["oneOf"] = {
      {{"required", {"rows"}}}, {{"required", {"file"}}}, {{"required", {"recording"}}}};
  const Json local{{"description", "It reads what the pipeline says, which is on this machine"},
                   {"const", "local"}};
  return {{"description", "What steps give in place of what they would read, by step"},
          {"type", "object"},
          {"additionalProperties", {{"anyOf", {Rows("Its rows"), mapping, local}}}}};
}

Json Error() {
  Json error =
      Closed({{"code", {{"enum", {"data", "config", "environment", "rejects", "internal"}}}},
              {"message", {{"description", "A part of the message"}, {"type", "string"}}},
              {"step", Text("The step that fails")}});
  error["description"] = "The run fails";
  return error;
}

Json Expect() {
  Json mapping =
      Closed({{"rows", Rows("The rows that come out of it; of a sink those that it is given")},
              {"file", Text("A CSV or JSON file with them, from this folder on")},
              {"count", {{"description", "How many rows"}, {"type", "integer"}, {"minimum", 0}}},
              {"columns", OneOrMore("Only these are compared")},
              {"unordered", {{"description", "In any order"}, {"type", "boolean"}}}});
  mapping["anyOf"] = {
      {{"required", {"rows"}}}, {{"required", {"file"}}}, {{"required", {"count"}}}};
  mapping["not"] = {{"required", {"rows", "file"}}};
  return {
      {"description", "What comes out of steps, by step (or STEP.rejects), or how the run fails"},
      {"type", "object"},
      {"minProperties", 1},
      {"properties", {{"error", Error()}}},
      {"additionalProperties", {{"anyOf", {Rows("The rows"), mapping}}}}};
}

}  // namespace

Json TestsSchema() {
  Json test = Closed(
      {{"name", Text("What it is about")},
       {"params", {{"description", "Values of the pipeline's parameters"}, {"type", "object"}}},
       {"dataset", OneOrMore("Dataset files, from this folder on")},
       {"env",
        {{"description", "The environment variables that the pipeline sees: no others"},
         {"type", "object"}}},
       {"run_date", Text("What ${run.date} is (default 2000-01-01)")},
       {"recording",
        Text("A folder that `etl run --record` has made: of steps without given rows")},
       {"given", Given()},
       {"expect", Expect()}});
  test["required"] = {"name", "expect"};
  return {{"description", "Run by `etl test`"}, {"type", "array"}, {"items", test}};
}

}  // namespace etl::cli

// SPDX-License-Identifier: Apache-2.0
#include "cli/drafts/pipeline_draft.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "cli/drafts/found_text.h"
#include "cli/drafts/templates.h"

namespace etl::cli {

namespace {

using Values = std::map<std::string, std::string, std::less<>>;

std::string Fill(std::string_view text, const Values& values) {
  std::string out;
  for (std::size_t at = 0;;) {
    const std::size_t open = std::min(text.find("{{", at), text.size());
    out += text.substr(at, open - at);
    if (open == text.size()) return out;
    const std::size_t close = text.find("}}", open);
    out += values.at(std::string(text.substr(open + 2, close - open - 2)));
    at = close + 2;
  }
}

// Nothing of a comment may end it.
std::string OneLine(std::string text) {
  for (char& c : text)
    if (static_cast<unsigned char>(c) < 0x20) c = ' ';
  return text;
}

std::string Listed(const std::vector<std::string>& texts, const char* between) {
  return fmt::format("{}", fmt::join(texts, between));
}

// Steps of all kinds share their names.
void NameApart(std::vector<SourceDraft>& sources) {
  std::set<std::string> taken{"joined", "result"};
  for (SourceDraft& source : sources) {
    const std::string plain = source.name;
    for (int n = 2; !taken.insert(source.name).second; ++n)
      source.name = fmt::format("{}_{}", plain, n);
  }
  if (sources.size() < 2 || sources[0].connection != sources[1].connection) return;
  if (sources[0].connection_options.Text(0) != sources[1].connection_options.Text(0))
    sources[1].connection += "_2";
}

std::string SourcesText(const std::vector<SourceDraft>& sources) {
  std::string out;
  for (const SourceDraft& source : sources) {
    const plan::FoundTable& table = *source.table;
    std::string about = fmt::format("{}: {}", table.name, table.kind);
    if (table.rows >= 0) about += ", " + AboutRows(table.rows);
    out += "  # " + OneLine(about) + "\n";
    for (const std::string& note : table.notes) out += "  # " + OneLine(note) + "\n";
    out += SourceText(source);
  }
  return out;
}

std::string SinksText(const std::vector<std::string>& steps,
                      const std::vector<std::string>& stems) {
  std::string out;
  for (std::size_t i = 0; i < steps.size(); ++i)
    out +=
        Fill(kSinkTemplate, {{"sink", steps[i] + "_file"}, {"from", steps[i]}, {"stem", stems[i]}});
  return out;
}

std::string KeyList(const std::vector<std::string>& names) {
  std::string out;
  for (const std::string& name : names) out += (out.empty() ? "" : ", ") + YamlFlowText(name);
  return out;
}

std::string WhyText(const JoinGuess& join) {
  std::string out =
      fmt::format("  # The keys are a guess ({}): both have {}, with types that compare.\n",
                  join.why, KeyList(join.left));
  if (join.why.starts_with("chosen"))
    out = fmt::format("  # Joined by {}, {}.\n", KeyList(join.left), join.why);
  std::vector<std::string> others;
  for (const auto& [left, right] : join.others) others.push_back(left);
  if (!others.empty())
    out += fmt::format(
        "  # Also in both: {}. To join by others, change `keys` (or: etl init --key {}).\n",
        KeyList(others), YamlFlowText(others.front()));
  return out;
}

// The join calls columns `source.name`: the result has the bare name where only one side has it.
std::string ColumnsText(const PipelineRequest& request) {
  const SourceDraft &left = request.sources[0], &right = request.sources[1];
  const auto has = [](const std::vector<std::string>& keys, const std::string& name) {
    return std::ranges::find(keys, name) != keys.end();
  };
  YamlMapping names;
  std::set<std::string> taken(request.join.left.begin(), request.join.left.end());
  const auto add = [&](const SourceDraft& source, const SourceDraft& other,
                       const std::vector<std::string>& keys) {
    for (const plan::FoundColumn& column : source.table->columns) {
      if (column.type.empty() || has(keys, column.name)) continue;
      const plan::FoundColumn* twin = other.table->FindColumn(column.name);
      std::string name =
          twin || taken.contains(column.name) ? source.name + "_" + column.name : column.name;
      while (!taken.insert(name).second) name += "_2";
      names.Set({source.name + "." + column.name}, YamlText(name));
    }
  };
  add(left, right, request.join.left);
  add(right, left, request.join.right);
  if (names.empty()) return "";
  return "    rename:                # column of the join: what the result calls it\n" +
         names.Text(6);
}

Values CommonValues(const PipelineRequest& request) {
  const std::string connections = ConnectionsText(request.sources);
  std::string first_column;
  for (const plan::FoundColumn& column : request.sources[0].table->columns)
    if (first_column.empty() && !column.type.empty()) first_column = column.name;
  return {{"schema", request.schema},
          {"places", OneLine(Listed(request.places, " and "))},
          {"file", request.file},
          {"name", request.name},
          {"connections", connections.empty() ? "" : "connections:\n" + connections + "\n"},
          {"sources", SourcesText(request.sources)},
          {"first", request.sources[0].name},
          {"first_column", OneLine(first_column)}};
}

}  // namespace

std::string DraftPipeline(PipelineRequest request) {
  NameApart(request.sources);
  Values values = CommonValues(request);
  std::vector<std::string> tables;
  for (const SourceDraft& source : request.sources) tables.push_back(source.name);
  values["tables"] = Listed(tables, " and ");
  const bool joins = request.sources.size() == 2 && !request.join.left.empty();
  std::vector<std::string> steps = tables, stems = tables;
  if (joins) steps = {"result"}, stems = {request.name};
  std::vector<std::string> outputs;
  for (const std::string& stem : stems) outputs.push_back("out/" + stem + ".json");
  values["outputs"] = Listed(outputs, " and ");
  values["sinks"] = SinksText(steps, stems);
  values["sinks"].pop_back();  // the template ends the line
  if (!joins) {
    if (request.sources.size() == 2)
      values["sources"] +=
          "# No column is in both sources, so they are not joined: `keys` and `right_keys` of a "
          "join "
          "name columns that are called differently.\n";
    return Fill(kOneSourceTemplate, values);
  }
  values["second"] = request.sources[1].name;
  values["keys"] = KeyList(request.join.left);
  values["right_keys"] = request.join.left == request.join.right
                             ? ""
                             : "    right_keys: [" + KeyList(request.join.right) + "]\n";
  values["why"] = WhyText(request.join);
  if (values["why"].ends_with('\n')) values["why"].pop_back();
  values["columns"] = ColumnsText(request);
  return Fill(kJoinTemplate, values);
}

}  // namespace etl::cli

// SPDX-License-Identifier: Apache-2.0
#include "cli/findings.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "cli/pipeline_help.h"
#include "plan/planner.h"

namespace etl::cli {

namespace {

using Json = nlohmann::ordered_json;

Json ToJson(const config::Finding& finding) {
  const bool error = finding.severity == config::Severity::kError;
  Json json{{"severity", error ? "error" : "warning"},
            {"code", finding.code},
            {"message", finding.message}};
  if (finding.mark.file) json["file"] = *finding.mark.file;
  if (finding.mark.line) json["line"] = finding.mark.line;
  if (finding.mark.column) json["column"] = finding.mark.column;
  if (!finding.path.empty()) json["path"] = finding.path;
  if (!finding.excerpt.empty()) json["excerpt"] = finding.excerpt;
  if (!finding.suggestion.empty()) json["hint"] = finding.suggestion;
  return json;
}

const char* OutcomeName(plan::StepCheck::Outcome outcome) {
  switch (outcome) {
    case plan::StepCheck::Outcome::kChecked:
      return "checked";
    case plan::StepCheck::Outcome::kFailed:
      return "failed";
    default:
      return "unchecked";
  }
}

}  // namespace

void PrintFindings(Session& session, const config::Findings& findings) {
  for (const config::Finding& finding : findings.all()) {
    std::string line = session.secrets().Mask(config::ToString(finding));
    for (const auto& [word, painted] :
         {std::pair<std::string, std::string>{": error: ",
                                              ": " + session.terminal().Red("error") + ": "},
          {": warning: ", ": " + session.terminal().Yellow("warning") + ": "}}) {
      if (const auto at = line.find(word); at != std::string::npos) {
        line.replace(at, word.size(), painted);
        break;
      }
    }
    if (!finding.excerpt.empty()) line += "\n" + session.secrets().Mask(finding.excerpt);
    WriteErr(line + "\n");
  }
}

int ExitCodeOf(const config::Findings& findings) {
  if (!findings.has_errors()) return 0;
  const bool world = std::ranges::all_of(findings.all(), [](const config::Finding& finding) {
    return finding.severity != config::Severity::kError || finding.code == plan::kEnvironmentCode;
  });
  return world ? 3 : 2;
}

std::string FindingsJson(const std::string& pipeline, const config::Findings& findings,
                         const std::vector<plan::StepCheck>* checks) {
  Json json{{"ok", !findings.has_errors()}, {"pipeline", pipeline}};
  if (findings.has_errors()) {
    const auto first =
        std::ranges::find(findings.all(), config::Severity::kError, &config::Finding::severity);
    json["exit_code"] = ExitCodeOf(findings);
    json["error"] = ToJson(*first);
    json["error"]["code"] = json["exit_code"] == 3 ? "environment" : "config";
  }
  json["findings"] = Json::array();
  for (const config::Finding& finding : findings.all()) json["findings"].push_back(ToJson(finding));
  if (checks) {
    json["checks"] = Json::array();
    for (const plan::StepCheck& check : *checks)
      json["checks"].push_back(
          {{"step", check.step}, {"outcome", OutcomeName(check.outcome)}, {"notes", check.notes}});
  }
  return json.dump(2, ' ', false, Json::error_handler_t::replace);
}

void AddPlanFindings(Session& session, config::LoadResult& loaded) {
  plan::HostEnvironment environment = session.host_environment();
  environment.config = &loaded.config;
  environment.limits = plan::LimitsFor(session.memory());
  plan::BuildPlan({&loaded.config, session.memory(), false}, session.registry(), session.secrets(),
                  environment, loaded.findings);
}

int FailWithFindings(Session& session, const config::PipelineConfig& config,
                     const config::Findings& findings, const std::vector<plan::StepCheck>* checks) {
  if (session.options().json)
    WriteOut(session.secrets().Mask(FindingsJson(config.name, findings, checks)) + "\n");
  PrintFindings(session, findings);
  const bool unset = std::ranges::any_of(
      findings.all(), [](const auto& finding) { return finding.code == "unset-parameter"; });
  if (unset) WriteErr("\n" + DescribePipeline(config));
  return ExitCodeOf(findings);
}

}  // namespace etl::cli

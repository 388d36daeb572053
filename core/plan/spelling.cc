// SPDX-License-Identifier: Apache-2.0
#include "plan/spelling.h"

#include <fmt/format.h>

#include <string>
#include <vector>

#include "config/suggest.h"

namespace etl::plan {
namespace {

void Check(const config::Node::Entry& entry, const std::vector<std::string>& missing,
           const std::string& path, config::Findings& findings) {
  if (!config::Closest(entry.key, missing)) return;
  findings.Error(entry.key_mark, "unknown-option", path,
                 fmt::format("unknown option `{}`", entry.key),
                 config::DidYouMean(entry.key, missing));
}

}  // namespace

void CheckSpelling(const config::Step& step, config::Findings& findings) {
  std::vector<std::string> missing;
  if (step.use.is_null()) missing.push_back("use");
  if (step.connection.is_null()) missing.push_back("connection");
  for (const config::Node::Entry& entry : step.options)
    Check(entry, missing, step.path(), findings);
}

void CheckSpelling(const config::Node& connection, const std::string& path,
                   config::Findings& findings) {
  for (const config::Node::Entry& entry : connection.entries())
    Check(entry, {"url"}, path, findings);
}

}  // namespace etl::plan

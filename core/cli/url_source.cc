// SPDX-License-Identifier: Apache-2.0
#include "cli/url_source.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>

#include "config/environment.h"
#include "config/finding.h"
#include "etl/error.h"

namespace etl::cli {

namespace {

config::Environment ReadEnvironment(Session& session) {
  config::Environment environment;
  config::Findings findings;
  for (const auto& file : session.options().env_files) environment.AddFile(file, findings);
  if (findings.has_errors()) {
    const config::Finding& first = findings.all().front();
    throw ConfigError("{}: {}", config::ToString(first.mark), first.message).Hint(first.suggestion);
  }
  return environment;
}

std::string ValueOf(const config::Environment& environment, const std::string& name) {
  const auto variable = environment.Get(name);
  if (!variable)
    throw ConfigError("the environment variable {} is not set", name)
        .Hint("export it, or write it into a file that --env-file names");
  return variable->value;
}

// Replaces each ${env:NAME}.
std::string Expand(const std::string& url, const config::Environment& environment,
                   SecretReferences& secrets) {
  constexpr std::string_view kOpen = "${env:";
  std::string out;
  std::size_t at = 0;
  for (std::size_t open; (open = url.find(kOpen, at)) != std::string::npos;) {
    const std::size_t close = url.find('}', open);
    if (close == std::string::npos) break;
    const std::string name = url.substr(open + kOpen.size(), close - open - kOpen.size());
    const std::string value = ValueOf(environment, name);
    secrets.Know(value, name);
    out += url.substr(at, open - at) + value;
    at = close + 1;
  }
  return out + url.substr(at);
}

std::pair<std::string, std::string> Assignment(const std::string& text) {
  const std::size_t equals = text.find('=');
  if (equals == std::string::npos || equals == 0)
    throw ConfigError("--option takes NAME=VALUE, not {}", text)
        .Hint("for example --option connection.tls.mode=off");
  return {text.substr(0, equals), text.substr(equals + 1)};
}

}  // namespace

void AddUrlOptions(CLI::App& app, Options& options) {
  app.add_option("--password-env", options.password_variables,
                 "Variable with the password, or an API's token (repeatable, in the order of the "
                 "URLs; - for none)")
      ->allow_extra_args(false)
      ->type_name("NAME");
  app.add_option("--env-file", options.env_files,
                 "Read environment variables from a file (repeatable)")
      ->allow_extra_args(false)
      ->type_name("FILE");
  app.add_option("--option", options.source_options,
                 "An option of the source, as in a pipeline: connection.tls.mode=off (repeatable)")
      ->allow_extra_args(false)
      ->type_name("NAME=VALUE");
}

plan::Found DiscoverUrl(Session& session, std::size_t number, const std::string& table,
                        SecretReferences& secrets) {
  const Options& options = session.options();
  const config::Environment environment = ReadEnvironment(session);
  plan::DiscoverRequest request;
  request.url = Expand(options.urls.at(number), environment, secrets);
  request.table = table;
  if (number < options.password_variables.size() && options.password_variables[number] != "-") {
    const std::string& name = options.password_variables[number];
    request.password = ValueOf(environment, name);
    secrets.Know(request.password, name);
  }
  if (number == 0)
    for (const std::string& assignment : options.source_options)
      request.options.push_back(Assignment(assignment));
  return plan::Discover(request, session.registry(), session.secrets(), session.host_environment());
}

}  // namespace etl::cli

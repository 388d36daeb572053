// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "config/finding.h"
#include "config/node.h"
#include "config/secrets.h"

namespace etl::config {

/// Finds the secrets in the resolved options of a step or a connection by the name of their key
/// (`password`, `token`, …) and in the userinfo of URLs. Hides them, and warns of those that are
/// written in the file.
void HideSecrets(std::string_view key, const Node& value, const std::string& path, Secrets& secrets,
                 Findings& findings);

}  // namespace etl::config

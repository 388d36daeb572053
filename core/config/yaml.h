// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>

#include "config/finding.h"
#include "config/node.h"

namespace etl::config {

/// Parses one YAML document. Whatever the text is, the answer is a tree or a finding: it is held to
/// 1 MiB, depth 64, 1,000 aliases and an expansion of ten times its nodes. Tags, merge keys and
/// duplicate keys are errors. After an error the result is what could be read, or null.
Node ParseYaml(const std::string& text, std::string file, Findings& findings);

/// The same for a regular file; `path` is shown as given.
Node LoadYamlFile(const std::filesystem::path& path, Findings& findings);

}  // namespace etl::config

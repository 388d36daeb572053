// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "config/finding.h"
#include "config/node.h"

namespace etl::config {

/// Reports every key of a mapping that is not `known`.
void CheckKeys(const Node& mapping, std::span<const std::string> known, const std::string& path,
               Findings& findings);

/// Whether `node` is of `kind`; reports it if not, unless that has been done.
bool Expect(const Node& node, NodeKind kind, const Mark& key, const std::string& path,
            Findings& findings);

/// The same for a name: [A-Za-z_][A-Za-z0-9_]*. `what` is "step", "parameter", …
bool ExpectIdentifier(std::string_view name, std::string_view what, const Mark& mark,
                      const std::string& path, Findings& findings);

}  // namespace etl::config

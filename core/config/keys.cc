// SPDX-License-Identifier: Apache-2.0
#include "config/keys.h"

#include <fmt/format.h>

#include <algorithm>

#include "config/scalar.h"
#include "config/suggest.h"

namespace etl::config {

void CheckKeys(const Node& mapping, std::span<const std::string> known, const std::string& path,
               Findings& findings) {
  for (const Node::Entry& entry : mapping.entries()) {
    if (std::find(known.begin(), known.end(), entry.key) != known.end()) continue;
    findings.Error(entry.key_mark, "unknown-key", path, fmt::format("unknown key `{}`", entry.key),
                   DidYouMean(entry.key, known));
  }
}

bool Expect(const Node& node, NodeKind kind, const Mark& key, const std::string& path,
            Findings& findings) {
  if (node.unresolved()) return false;
  if (node.kind() == kind) return true;
  findings.Error(node.mark().line > 0 ? node.mark() : key, "wrong-kind", path,
                 fmt::format("expected {}, found {}", Describe(kind), Describe(node.kind())));
  return false;
}

bool ExpectIdentifier(std::string_view name, std::string_view what, const Mark& mark,
                      const std::string& path, Findings& findings) {
  if (IsIdentifier(name)) return true;
  findings.Error(mark, "bad-name", path, fmt::format("`{}` is no name for a {}", name, what),
                 "use letters, digits and `_`, and begin with no digit");
  return false;
}

}  // namespace etl::config

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "config/finding.h"
#include "config/node.h"
#include "config/parameters.h"

namespace etl::config {

/// Replaces `${...}` in the scalars of a tree: `${p}`, `${env:V}`, `${env:V:-default}`,
/// `${file:path}` and the built-ins; `$${` is a literal `${`. What has been put in is not looked at
/// again, so a value cannot change the structure of a file. For one tree, on one thread.
class Substitution {
 public:
  enum class Missing { kReport, kCollect };

  /// With kCollect, an environment variable that is not set is collected instead of being reported.
  Substitution(Parameters& parameters, Findings& findings, Missing missing = Missing::kReport)
      : parameters_(parameters), findings_(findings), missing_(missing) {}

  Node Apply(const Node& node, const std::string& path);

  /// A reference could not be replaced: it has been reported or collected.
  bool failed() const { return failed_; }
  /// A value came from an environment file or a secret: do not show it.
  bool from_secret() const { return from_secret_; }
  const std::vector<std::string>& missing_variables() const { return missing_variables_; }

 private:
  struct Piece {
    std::string text;
    bool sensitive = false;
  };

  // Nothing if there is nothing to replace: the node is shared then.
  std::optional<Node> Replace(const Node& node, const std::string& path);
  Node ReplaceScalar(const Node& node, const std::string& path);
  std::optional<Node> ReplaceWhole(const Node& node, const std::string& path);
  std::optional<Piece> Lookup(std::string_view reference, const Mark& mark,
                              const std::string& path);
  std::optional<Piece> Param(std::string_view name, const Mark& mark, const std::string& path);
  std::optional<Piece> Variable(std::string_view reference, const Mark& mark,
                                const std::string& path);
  std::optional<Piece> File(std::string_view name, const Mark& mark, const std::string& path);

  Parameters& parameters_;
  Findings& findings_;
  Missing missing_;
  bool failed_ = false;
  bool from_secret_ = false;
  std::vector<std::string> missing_variables_;
};

}  // namespace etl::config

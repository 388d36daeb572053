// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <shared_mutex>
#include <string>
#include <string_view>
#include <vector>

namespace etl::config {

/// Whether a text is a URL that says who logs in, as in "mysql://app:password@host".
bool HasUserInfo(std::string_view text);

/// The values that must not appear in any message, log or report. Any thread may call it.
class Secrets {
 public:
  /// Hides a value and its percent-encoded form. Of a URL only the userinfo and its password are
  /// hidden, so that an error can still name the host. Values under 4 characters cannot be hidden.
  void Add(std::string_view value);

  /// `text` with every secret, and the userinfo of every URL, replaced by "***".
  std::string Mask(std::string_view text) const;

 private:
  void Insert(std::string value);

  mutable std::shared_mutex mutex_;
  std::vector<std::string>
      values_;  // the longest first, so that a secret inside another is no matter
};

}  // namespace etl::config

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <mutex>
#include <string>
#include <string_view>
#include <vector>

namespace etl::rest {

// Whether a header or a query parameter of this name usually carries a secret.
bool SoundsSecret(const std::string& name);

// All texts that no message may show; tokens are added while the run goes on. Any thread.
class Secrets {
 public:
  // Also as it stands in a URL. Texts below three characters are not kept: masking every "a" would
  // tell more than it hides.
  void Add(std::string_view secret);
  // With *** for each of them, wherever it turns up.
  std::string Mask(std::string text) const;

 private:
  mutable std::mutex mutex_;
  std::vector<std::string> secrets_;  // the longest first
};

}  // namespace etl::rest

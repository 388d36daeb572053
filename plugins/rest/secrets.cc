// SPDX-License-Identifier: Apache-2.0
#include "plugins/rest/secrets.h"

#include <Poco/String.h>

#include <algorithm>

#include "plugins/rest/url_text.h"

namespace etl::rest {

bool SoundsSecret(const std::string& name) {
  const std::string lower = Poco::toLower(name);
  for (const char* word : {"auth", "token", "key", "secret", "passw", "pwd", "passphrase", "jwt",
                           "credential", "cookie", "sig", "session"})
    if (lower.find(word) != std::string::npos) return true;
  return lower == "pass" || lower.ends_with("_pass");
}

void Secrets::Add(std::string_view secret) {
  if (secret.size() < 3) return;
  const std::lock_guard lock(mutex_);
  for (const std::string& form : {std::string(secret), EncodeUrl(std::string(secret))})
    if (std::find(secrets_.begin(), secrets_.end(), form) == secrets_.end())
      secrets_.push_back(form);
  std::sort(secrets_.begin(), secrets_.end(),
            [](const auto& a, const auto& b) { return a.size() > b.size(); });
}

std::string Secrets::Mask(std::string text) const {
  const std::lock_guard lock(mutex_);
  for (const std::string& secret : secrets_)
    for (std::size_t at = 0; (at = text.find(secret, at)) != std::string::npos; at += 3)
      text.replace(at, secret.size(), "***");
  return text;
}

}  // namespace etl::rest

// SPDX-License-Identifier: Apache-2.0
#include "config/secret_literal.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace etl::config {
namespace {

constexpr std::array<std::string_view, 10> kSecretKeys{
    "password",      "passwd",       "token",        "api_key",    "apikey",
    "client_secret", "access_token", "bearer_token", "auth_token", "secret"};

bool IsSecret(std::string_view key, const std::string& text) {
  // `token: /next` is where a page says what the next one is.
  if (text.empty() || text.starts_with('/')) return false;
  return std::find(kSecretKeys.begin(), kSecretKeys.end(), key) != kSecretKeys.end();
}

// A user without a password is no secret to warn of.
bool HoldsPassword(const std::string& text) {
  if (!HasUserInfo(text)) return false;
  const std::size_t start = text.find("://") + 3;
  return text.substr(start, text.rfind('@') - start).find(':') != std::string::npos;
}

}  // namespace

void HideSecrets(std::string_view key, const Node& value, const std::string& path, Secrets& secrets,
                 Findings& findings) {
  for (const Node& item : value.items()) HideSecrets(key, item, path, secrets, findings);
  for (const Node::Entry& entry : value.entries()) {
    HideSecrets(entry.key, entry.value, path + "." + entry.key, secrets, findings);
  }
  if (!value.is_scalar() || value.unresolved()) return;
  const bool secret = IsSecret(key, value.text());
  if (!secret && !HasUserInfo(value.text())) return;
  secrets.Add(value.text());
  if (value.substituted() || !(secret || HoldsPassword(value.text()))) return;
  findings.Warning(value.mark(), "secret-literal", path,
                   fmt::format("`{}` holds a secret in the file", key),
                   "take it from \"${env:NAME}\" or \"${file:path}\"");
}

}  // namespace etl::config

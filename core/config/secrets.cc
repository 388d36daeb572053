// SPDX-License-Identifier: Apache-2.0
#include "config/secrets.h"

#include <algorithm>
#include <cstddef>
#include <mutex>
#include <optional>

namespace etl::config {
namespace {

constexpr std::size_t kMinLength = 4;
constexpr std::string_view kStars = "***";

bool IsSchemeChar(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '+' ||
         c == '-' || c == '.';
}

int HexDigit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

std::string PercentDecode(std::string_view text) {
  std::string decoded;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool escape = text[i] == '%' && i + 2 < text.size() && HexDigit(text[i + 1]) >= 0 &&
                        HexDigit(text[i + 2]) >= 0;
    decoded +=
        escape ? static_cast<char>(HexDigit(text[i + 1]) * 16 + HexDigit(text[i + 2])) : text[i];
    if (escape) i += 2;
  }
  return decoded;
}

std::string PercentEncode(std::string_view text) {
  constexpr std::string_view kHex = "0123456789ABCDEF";
  std::string encoded;
  for (const char c : text) {
    const bool unreserved = (IsSchemeChar(c) && c != '+') || c == '_' || c == '~';
    if (unreserved) {
      encoded += c;
    } else {
      const auto byte = static_cast<unsigned char>(c);
      encoded += {'%', kHex[byte >> 4], kHex[byte & 15]};
    }
  }
  return encoded;
}

// Where an authority begins: behind "://" with a scheme before it.
std::size_t AuthorityStart(std::string_view text, std::size_t from) {
  for (std::size_t at = text.find("://", from); at != std::string_view::npos;
       at = text.find("://", at + 1)) {
    if (at > 0 && IsSchemeChar(text[at - 1])) return at + 3;
  }
  return std::string_view::npos;
}

bool IsUrl(std::string_view text) {
  const std::size_t start = AuthorityStart(text, 0);
  return start != std::string_view::npos &&
         std::all_of(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(start - 3),
                     IsSchemeChar);
}

// The userinfo of a URL. A password with an unescaped / ? or # makes the URL invalid, and the
// message that says so must not show it: an "authority" with no number behind its colon is taken
// for userinfo.
std::optional<std::string_view> UserInfo(std::string_view url) {
  const std::string_view rest = url.substr(AuthorityStart(url, 0));
  const std::string_view authority = rest.substr(0, rest.find_first_of("/?#"));
  std::size_t end = authority.rfind('@');
  if (end == std::string_view::npos) {
    const std::size_t colon = authority.rfind(':');
    const bool has_port =
        colon == std::string_view::npos || authority.ends_with(']') ||
        authority.find_first_not_of("0123456789", colon + 1) == std::string_view::npos;
    if (!has_port) end = rest.rfind('@');
  }
  if (end == std::string_view::npos || end == 0) return std::nullopt;
  return rest.substr(0, end);
}

std::string MaskUrls(const std::string& text) {
  std::string masked;
  std::size_t done = 0;
  for (std::size_t start = AuthorityStart(text, 0); start != std::string::npos;
       start = AuthorityStart(text, start)) {
    const std::size_t end = std::min(text.find_first_of("/?# \t\r\n\"'`<>", start), text.size());
    const std::size_t at = std::string_view(text).substr(start, end - start).rfind('@');
    if (at == std::string::npos) continue;
    masked.append(text, done, start - done).append(kStars);
    done = start + at;
  }
  return masked.append(text, done);
}

}  // namespace

bool HasUserInfo(std::string_view text) { return IsUrl(text) && UserInfo(text).has_value(); }

void Secrets::Add(std::string_view value) {
  if (!IsUrl(value)) {
    Insert(std::string(value));
    Insert(PercentEncode(value));
    return;
  }
  const auto user_info = UserInfo(value);
  if (!user_info) return;
  Insert(std::string(*user_info));
  Insert(PercentDecode(*user_info));
  const std::size_t colon = user_info->find(':');
  if (colon == std::string_view::npos) return;
  const std::string_view password = user_info->substr(colon + 1);
  Insert(std::string(password));
  Insert(PercentDecode(password));
  Insert(PercentEncode(PercentDecode(password)));
}

void Secrets::Insert(std::string value) {
  if (value.size() < kMinLength) return;
  const std::unique_lock lock(mutex_);
  if (std::find(values_.begin(), values_.end(), value) != values_.end()) return;
  const auto shorter = std::find_if(values_.begin(), values_.end(), [&](const std::string& other) {
    return other.size() < value.size();
  });
  values_.insert(shorter, std::move(value));
}

std::string Secrets::Mask(std::string_view text) const {
  std::string masked;
  {
    const std::shared_lock lock(mutex_);
    for (std::size_t i = 0; i < text.size();) {
      const std::string_view rest = text.substr(i);
      const auto found =
          std::find_if(values_.begin(), values_.end(),
                       [&](const std::string& value) { return rest.starts_with(value); });
      if (found == values_.end()) {
        masked += text[i++];
      } else {
        masked += kStars;
        i += found->size();
      }
    }
  }
  return MaskUrls(masked);
}

}  // namespace etl::config

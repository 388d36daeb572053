// SPDX-License-Identifier: Apache-2.0
#include "plugins/shared/atomic_file/file_token.h"

#include <charconv>

#include "etl/value_text.h"

namespace etl::atomic_file {
namespace {

constexpr std::string_view kMagic = "file/1 ";

[[noreturn]] void ThrowMalformed(std::string_view text) {
  throw EnvironmentError("the token of a prepared file is damaged: {}", Quoted(text))
      .Hint("the journal was written by another version, or changed by hand");
}

std::string_view DirectoryOf(std::string_view path) { return path.substr(0, path.rfind('/')); }

bool IsPlausible(const FileToken& token) {
  for (std::string_view path : {std::string_view(token.temporary), std::string_view(token.target)})
    if (!path.starts_with('/') || path.find('\0') != std::string_view::npos) return false;
  return token.temporary.ends_with(".tmp") && token.temporary != token.target &&
         DirectoryOf(token.temporary) == DirectoryOf(token.target);
}

}  // namespace

std::string Serialize(const FileToken& token) {
  std::string out(kMagic);
  const auto append = [&](const std::string& path) {
    out += std::to_string(path.size()) + ":" + path + ",";
  };
  append(token.temporary);
  append(token.target);
  for (const std::string& directory : token.directories) append(directory);
  return out += '.';
}

FileToken ParseFileToken(std::string_view text) {
  std::vector<std::string> paths;
  // The end has a mark of its own, or a token that was cut off could pass for a shorter one.
  if (!text.starts_with(kMagic) || !text.ends_with('.')) ThrowMalformed(text);
  std::string_view rest = text.substr(kMagic.size());
  rest.remove_suffix(1);
  while (!rest.empty()) {
    std::size_t length = 0;
    const auto [end, error] = std::from_chars(rest.data(), rest.data() + rest.size(), length);
    const auto digits = static_cast<std::size_t>(end - rest.data());
    // Compared without adding to `length`, which may be near the largest number.
    if (error != std::errc() || rest.size() - digits < 2 || *end != ':' ||
        rest.size() - digits - 2 < length || rest[digits + 1 + length] != ',')
      ThrowMalformed(text);
    paths.emplace_back(rest.substr(digits + 1, length));
    rest.remove_prefix(digits + length + 2);
  }
  if (paths.size() < 2) ThrowMalformed(text);
  FileToken token{paths[0], paths[1], {paths.begin() + 2, paths.end()}};
  if (!IsPlausible(token)) ThrowMalformed(text);
  return token;
}

}  // namespace etl::atomic_file

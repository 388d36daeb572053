// SPDX-License-Identifier: Apache-2.0
#include "plugins/sqlite/options.h"

#include <string_view>

namespace etl::sqlite {

std::string PathOf(const ConnectionOptions& options) {
  std::string_view path = options.url.value;
  constexpr std::string_view kScheme = "sqlite:";
  const bool is_sqlite = path.starts_with(kScheme);
  if (is_sqlite) path.remove_prefix(kScheme.size());
  const bool has_authority = path.starts_with("//");
  if (has_authority) path.remove_prefix(2);
  if (!is_sqlite || path.empty() || (has_authority && !path.starts_with('/')))
    throw ConfigError("the url of a sqlite connection names no file")
        .Option(options.url.node.get())
        .Hint("write sqlite:relative/path or sqlite:///absolute/path");
  // A file of such a name would be made, or a password in it be shown.
  const auto mark = path.find('?');
  if (mark != path.npos && path.find('=', mark) != path.npos)
    throw ConfigError("the url of a sqlite connection takes no settings after the file: {}?…",
                      path.substr(0, mark))
        .Option(options.url.node.get())
        .Hint("write sqlite:relative/path or sqlite:///absolute/path");
  return std::string(path);
}

}  // namespace etl::sqlite

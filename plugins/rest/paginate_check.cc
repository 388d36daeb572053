// SPDX-License-Identifier: Apache-2.0
#include <charconv>

#include "plugins/rest/options.h"
#include "plugins/shared/json_records/pointer.h"

namespace etl::rest {
namespace {

struct Given {
  const char* name;
  bool given;
  std::string_view styles;  // that know it
};

void CheckKnown(const Paginate& p) {
  const Given options[] = {
      {"parameter", !p.parameter.empty(), "page offset cursor keyset"},
      {"start", !p.start.empty(), "page offset cursor keyset"},
      {"total_pages", !p.total_pages.empty(), "page"},
      {"cursor", !p.cursor.empty(), "cursor"},
      {"cursor_header", !p.cursor_header.empty(), "cursor"},
      {"next", !p.next.empty(), "next"},
      {"key", !p.key.empty(), "keyset"},
  };
  for (const Given& option : options)
    if (option.given && option.styles.find(p.by) == std::string_view::npos)
      throw ConfigError("`{}` has no meaning with `by: {}`", option.name, p.by);
}

void CheckNeeded(const Paginate& p) {
  if (p.by == "cursor" && p.cursor.empty() == p.cursor_header.empty())
    throw ConfigError("`by: cursor` needs either `cursor` or `cursor_header`")
        .Hint("where does a page say how to ask for the next one?");
  if (p.by == "next" && p.next.empty())
    throw ConfigError("`by: next` needs `next`, a JSON pointer to the next page's URL");
  if (p.by == "keyset" && (p.key.empty() || p.parameter.empty()))
    throw ConfigError("`by: keyset` needs `key`, a JSON pointer into a record, and `parameter`");
  if (p.stop == "short" && p.size == 0)
    throw ConfigError("`stop: short` needs `size`, to know which page is not full");
  if (!p.size_parameter.empty() && p.size == 0) throw ConfigError("`size_parameter` needs `size`");
}

void CheckStart(const Paginate& p) {
  if (p.start.empty() || (p.by != "page" && p.by != "offset")) return;
  std::int64_t start = -1;
  const auto [end, error] = std::from_chars(p.start.data(), p.start.data() + p.start.size(), start);
  if (error != std::errc() || end != p.start.data() + p.start.size() || start < 0)
    throw ConfigError("`start` must be a whole number from 0 on: {}", p.start);
}

}  // namespace

void CheckPaginate(const RestOptions& options) {
  const Paginate& p = *options.paginate;
  for (const auto& [name, pointer] : {std::pair("total_pages", &p.total_pages),
                                      {"total", &p.total},
                                      {"more", &p.more},
                                      {"cursor", &p.cursor},
                                      {"next", &p.next},
                                      {"key", &p.key}})
    json_records::CheckPointer(name, *pointer);
  CheckKnown(p);
  CheckNeeded(p);
  CheckStart(p);
  if (p.size < 0 || p.size > 1'000'000'000)
    throw ConfigError("`size` must be between 1 and 1000000000: {}", p.size);
  if (p.max_pages < 1 || p.max_pages > 1'000'000'000)
    throw ConfigError("`max_pages` must be between 1 and 1000000000: {}", p.max_pages);
  if (p.in == "body" && options.method != "POST")
    throw ConfigError("`in: body` needs `method: POST`");
  for (const std::string* pointer : {&p.total_pages, &p.total, &p.more, &p.cursor, &p.next}) {
    if (pointer->empty()) continue;
    if (options.shape == "lines")
      throw ConfigError("{} cannot be read from a page of `shape: lines`", *pointer);
    if (options.records.empty() && options.shape != "object")
      throw ConfigError(
          "`paginate` reads {} from the page, so `records` must say where the list is", *pointer);
  }
}

}  // namespace etl::rest

// SPDX-License-Identifier: Apache-2.0
#include "plugins/rest/explain.h"

#include <utility>

#include "plugins/rest/requests.h"

namespace etl::rest {
namespace {

// How one page leads to the next, after the first.
std::string Following(const RestOptions& options) {
  const Paginate& p = *options.paginate;
  const bool stride = p.size > 0 && !p.total.empty();
  const std::string ahead = Format(", {} in flight", options.concurrency);
  switch (StyleOf(options)) {
    case Style::kPage:
    case Style::kOffset: {
      const std::string what = p.by == "page" ? "pages" : "offsets";
      const std::string start = !p.start.empty() ? p.start : p.by == "page" ? "1" : "0";
      if (!p.total_pages.empty())
        return what + " " + start + " to the total at " + p.total_pages + ahead;
      if (stride) return what + " from " + start + " to the total at " + p.total + ahead;
      if (!p.total.empty()) return what + " from " + start + " until the total at " + p.total;
      if (!p.more.empty()) return what + " from " + start + " while " + p.more;
      return what + " from " + start + " to the first that is " +
             (p.stop == "short" ? "not full" : "empty");
    }
    case Style::kCursor:
      return p.cursor.empty() ? "the cursor in the header " + p.cursor_header
                              : "the cursor at " + p.cursor;
    case Style::kNext:
      return "the link at " + p.next;
    case Style::kLink:
      return "the header Link";
    default:
      return "behind the last record's " + p.key;
  }
}

}  // namespace

std::string ExplainText(const RestOptions& options, std::optional<Token> since) {
  const Endpoint endpoint(options);
  const Requests requests(options, endpoint, std::move(since));
  if (requests.series_count() == 0) return "nothing, as `for_each` has no values";
  std::string text = options.method + " " + endpoint.Display(requests.Make({}).target);
  std::string more;
  if (options.paginate) more = Following(options);
  if (const std::int64_t count = requests.series_count(); options.for_each)
    more += (more.empty() ? "" : ", ") +
            Format("for each {}, {} of them", options.for_each->column, count) +
            (options.paginate ? "" : Format(", {} in flight", options.concurrency));
  if (!options.connection.rate.empty())
    more += (more.empty() ? "" : ", ") + ("at most " + options.connection.rate);
  if (more.empty()) return text;
  return text + " … (" + more + ")";
}

}  // namespace etl::rest

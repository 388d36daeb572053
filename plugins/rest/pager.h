// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <simdjson.h>

#include <cstdint>
#include <optional>
#include <string>
#include <unordered_set>

#include "plugins/rest/endpoint.h"
#include "plugins/rest/page_value.h"
#include "plugins/rest/requests.h"

namespace etl::rest {

// What the pager looks at of a page that came.
struct PageFacts {
  std::int64_t records = 0;
  std::optional<simdjson::dom::element> root;         // none: a page of lines, or an absent one
  std::optional<simdjson::dom::element> last_record;  // none: there is no record
  std::string next_header;
  Target from;
  bool absent = false;    // a probe that found no page
  bool repeated = false;  // byte for byte the page before
};

// What follows.
struct PageStep {
  bool end = false;        // of the series
  std::int64_t known = 0;  // that many pages of the series may be fetched now
  PageJob next;            // for those not known before: token, probe
};

// Decides after each page of a series which ones follow, and whether what the pages say about their
// number is true. One thread.
class Pager {
 public:
  // Both must outlive it.
  Pager(const RestOptions& options, const Endpoint& endpoint);

  void BeginSeries();
  // Whether the page that comes next is only looked at: no row of it is delivered.
  bool probing() const { return probing_; }
  // Throws DataError.
  PageStep After(const PageFacts& page);

 private:
  PageStep AfterNumbered(const PageFacts& page);
  PageStep AfterToken(const PageFacts& page);
  PageStep AfterProbe(const PageFacts& page);
  std::optional<Token> NextToken(const PageFacts& page);
  std::optional<Token> NextTarget(const PageFacts& page, const std::optional<std::string>& link);
  void ReadTotals(const PageFacts& page);
  void CheckFull(const PageFacts& page) const;
  bool IsLast(const PageFacts& page) const;
  // Behind the last page that the total knows: a look at one more, where that could be one.
  PageStep Probe(const PageFacts& page);
  PageStep More(std::int64_t known, Token token = {});
  PageStep End();

  const RestOptions& options_;
  const Endpoint& endpoint_;
  const Style style_;

  // Of the series.
  std::int64_t pages_ = 0, records_ = 0, first_records_ = 0, trailing_empty_ = 0;
  std::optional<std::int64_t> total_pages_, total_;  // as the pages say
  std::optional<std::int64_t> last_;                 // how many pages there are, from those
  bool probing_ = false;
  std::unordered_set<std::uint64_t> tokens_;  // hashes of all so far
};

}  // namespace etl::rest

// SPDX-License-Identifier: Apache-2.0
#include "plugins/rest/pager.h"

#include <xxhash.h>

#include "etl/error.h"
#include "etl/value_text.h"
#include "plugins/rest/link_header.h"

namespace etl::rest {

Pager::Pager(const RestOptions& options, const Endpoint& endpoint)
    : options_(options), endpoint_(endpoint), style_(StyleOf(options)) {}

void Pager::BeginSeries() {
  pages_ = records_ = first_records_ = trailing_empty_ = 0;
  total_pages_.reset(), total_.reset(), last_.reset();
  probing_ = false;
  tokens_.clear();
}

PageStep Pager::After(const PageFacts& page) {
  if (probing_) return AfterProbe(page);
  if (pages_++ == 0) first_records_ = page.records;
  records_ += page.records;
  trailing_empty_ = page.records == 0 ? trailing_empty_ + 1 : 0;
  if (style_ == Style::kSingle) return {true, 0, {}};
  ReadTotals(page);
  if (style_ == Style::kPage || style_ == Style::kOffset) return AfterNumbered(page);
  return AfterToken(page);
}

void Pager::ReadTotals(const PageFacts& page) {
  const Paginate& paginate = *options_.paginate;
  const auto read = [&](const std::string& pointer, std::string_view what,
                        std::optional<std::int64_t>& total) {
    if (pointer.empty()) return;
    const std::int64_t count = CountAt(*page.root, pointer, what);
    if (total && *total != count)
      throw DataError("the {} changed from {} to {} while reading", what, *total, count)
          .Hint("the data changed meanwhile, so rows may be missing or doubled: run it again");
    total = count;
  };
  read(paginate.total_pages, "number of pages", total_pages_);
  read(paginate.total, "number of records", total_);
  if (pages_ > 1) return;
  if (total_pages_) last_ = *total_pages_;
  // Only of pages that are all of one size the number is known.
  if (!last_ && total_ && paginate.size > 0 && (style_ == Style::kPage || style_ == Style::kOffset))
    last_ = (*total_ + paginate.size - 1) / paginate.size;
  if (!last_) return;
  if (*last_ > paginate.max_pages)
    throw DataError("there are {} pages, more than `max_pages`, {}", *last_, paginate.max_pages);
  if (*last_ == 0 && page.records > 0)
    throw DataError("{} says that there are 0 {}, but here are {} records",
                    total_pages_ ? paginate.total_pages : paginate.total,
                    std::string_view(total_pages_ ? "pages" : "records"), page.records);
}

// Pages of one size that are fetched by their numbers: one that is not full would leave a gap.
void Pager::CheckFull(const PageFacts& page) const {
  const std::int64_t size = options_.paginate->size;
  if (total_pages_ || pages_ >= *last_ || page.records == size) return;
  throw DataError("the page has {} records, but `size` is {} and it is not the last", page.records,
                  size)
      .Hint("perhaps the API gives fewer than it is asked for: set `size` to what a full page has");
}

PageStep Pager::AfterNumbered(const PageFacts& page) {
  if (last_) {
    CheckFull(page);
    if (pages_ >= *last_) return Probe(page);
    return More(*last_);
  }
  if (total_ && records_ >= *total_) return Probe(page);
  if (IsLast(page)) return End();
  return More(pages_ + 1,
              style_ == Style::kOffset ? Token{std::to_string(records_), true} : Token{});
}

bool Pager::IsLast(const PageFacts& page) const {
  const Paginate& paginate = *options_.paginate;
  if (!paginate.more.empty()) return !FlagAt(*page.root, paginate.more);
  if (paginate.stop == "short" && page.records < paginate.size) return true;
  const bool until_empty = style_ == Style::kPage || style_ == Style::kOffset ||
                           style_ == Style::kKeyset || !paginate.stop.empty();
  return until_empty && page.records == 0;
}

PageStep Pager::AfterToken(const PageFacts& page) {
  if (IsLast(page)) return End();
  const std::optional<Token> token = NextToken(page);
  if (!token) {
    if (!options_.paginate->more.empty())
      throw DataError("{} says that there are more pages, but not how to get them",
                      options_.paginate->more);
    return End();
  }
  if (!tokens_.insert(XXH3_64bits(token->text.data(), token->text.size())).second)
    throw DataError("the page leads to one that was there before: {}",
                    Quoted(endpoint_.Mask(token->text), 120))
        .Hint(style_ == Style::kKeyset
                  ? "is `key` what the API goes on behind, and does it know the parameter?"
                  : "the API goes in a circle: does it know the parameter of the cursor?");
  return More(pages_ + 1, *token);
}

std::optional<Token> Pager::NextToken(const PageFacts& page) {
  const Paginate& paginate = *options_.paginate;
  switch (style_) {
    case Style::kCursor:
      if (!paginate.cursor.empty()) return TokenAt(*page.root, paginate.cursor, "cursor");
      if (page.next_header.empty()) return std::nullopt;
      return Token{page.next_header, false};
    case Style::kNext: {
      const auto link = TokenAt(*page.root, paginate.next, "URL of a next page");
      return NextTarget(page, link ? std::optional(link->text) : std::nullopt);
    }
    case Style::kLink: {
      const std::string link = NextLink(page.next_header);
      return NextTarget(page, link.empty() ? std::nullopt : std::optional(link));
    }
    default: {
      if (!page.last_record) return std::nullopt;
      auto key = TokenAt(*page.last_record, paginate.key, "key");
      if (!key) throw DataError("the last record has no {}, the key to go on behind", paginate.key);
      return key;
    }
  }
}

std::optional<Token> Pager::NextTarget(const PageFacts& page,
                                       const std::optional<std::string>& link) {
  if (!link) return std::nullopt;
  const auto target = Endpoint::Resolve(page.from, *link);
  if (!target)
    throw DataError("the link to the next page is no http or https URL: {}",
                    Quoted(endpoint_.Mask(*link), 200));
  if (const auto refusal = endpoint_.Refusal(page.from.origin, target->origin))
    throw DataError("the link to the next page leads {}, which is refused: {}", *refusal,
                    Quoted(endpoint_.Display(*target), 200))
        .Hint(page.from.origin.tls && !target->origin.tls
                  ? ""
                  : "if you trust it, list it in `hosts` of the connection: credentials are not "
                    "sent there");
  return Token{target->url(), false};
}

PageStep Pager::Probe(const PageFacts& page) {
  const Paginate& paginate = *options_.paginate;
  const std::int64_t full = std::max(paginate.size, first_records_);
  // A page that is not full is the last one anyhow.
  const bool natural = records_ == 0 || page.records < full;
  if (!paginate.probe || natural || pages_ >= paginate.max_pages) return End();
  probing_ = true;
  PageStep step =
      More(pages_ + 1,
           style_ == Style::kOffset && !last_ ? Token{std::to_string(records_), true} : Token{});
  step.next.probe = true;
  return step;
}

PageStep Pager::AfterProbe(const PageFacts& page) {
  // Some give their last page for all that lie behind it.
  if (page.absent || page.records == 0 || page.repeated) return End();
  const Paginate& paginate = *options_.paginate;
  throw DataError("{} is {}, but behind the last page there is one with records, {} of them",
                  total_pages_ ? paginate.total_pages : paginate.total,
                  total_pages_ ? *total_pages_ : *total_, page.records)
      .Hint("if the API gives pages that do not exist, set `probe: false`");
}

PageStep Pager::More(std::int64_t known, Token token) {
  const std::int64_t most = options_.paginate->max_pages;
  if (!probing_ && known > most)
    throw DataError("there are more pages than `max_pages`, {}", most)
        .Hint("if there really are, raise `max_pages`");
  PageStep step;
  step.known = known;
  step.next.token = std::move(token);
  return step;
}

PageStep Pager::End() {
  const Paginate& paginate = *options_.paginate;
  if (total_ && records_ != *total_)
    throw DataError("{} is {}, but the number of records that came is {}", paginate.total, *total_,
                    records_)
        .Hint("the data changed meanwhile, or the API lies: rows may be missing or doubled");
  // One empty page at the end is a total that was rounded up; more are a lie.
  if (total_pages_ && trailing_empty_ > 1)
    throw DataError("{} is {}, but the last {} pages are empty", paginate.total_pages,
                    *total_pages_, trailing_empty_)
        .Hint("rows may be missing: run it again, or page until an empty page, without a total");
  return {true, 0, {}};
}

}  // namespace etl::rest

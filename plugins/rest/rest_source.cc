// SPDX-License-Identifier: Apache-2.0
#include "plugins/rest/rest_source.h"

#include <xxhash.h>

#include <algorithm>
#include <functional>

namespace etl::rest {
namespace {

// A parsed page takes, at most about, this many times its text.
constexpr std::int64_t kParseFactor = 4;
constexpr std::int64_t kPlannedParse = 4 << 20;

const RestOptions& Checked(const RestOptions& options) {
  Validate(options);
  return options;
}

std::string ExplainText(const RestOptions& options) {
  const Endpoint endpoint(options);
  if (!options.paginate) return "GET " + endpoint.Display(endpoint.PageTarget(std::nullopt));
  const Paginate& paginate = *options.paginate;
  return Format("GET {} … (pages {} to the total at {}, {} in flight)",
                endpoint.Display(endpoint.PageTarget(paginate.start)), paginate.start,
                paginate.total_pages, options.concurrency);
}

}  // namespace

RestSource::RestSource(RestOptions options, Scan scan)
    : options_(std::move(options)),
      endpoint_(Checked(options_)),
      reader_(options_.schema, scan.columns),
      page_(options_.records, options_.paginate ? options_.paginate->total_pages : ""),
      queue_(options_.concurrency) {
  place_.records = options_.records;
}

void RestSource::Describe(const RestOptions& options, Context&, Plan& plan) {
  Validate(options);
  plan.SetSchema(options.schema.schema());
  plan.SetMinimumMemory(PageQueue::kPlannedMemory + kPlannedParse);
}

void RestSource::MakeOffer(const RestOptions& options, Context&, const Scan& wanted, Offer& offer) {
  Validate(options);
  // A batch without columns could not say how many rows it has.
  const bool narrower = wanted.columns && !wanted.columns->empty();
  const json_records::RecordReader reader(options.schema, narrower ? wanted.columns : std::nullopt);
  offer.SetSchema(reader.schema());
  if (narrower) offer.AcceptColumns();
  offer.SetExplain(ExplainText(options));
}

Schema RestSource::Open(Context& context) {
  context_ = &context;
  if (endpoint_.origin().tls && !options_.connection.tls.verify)
    context.Log(ETL_LOG_WARNING, "the certificate of {} is not checked (tls: {verify: false})",
                endpoint_.origin().url());
  service_ = std::make_unique<Service>(options_.connection, endpoint_, interrupt_, context);
  queue_.Start(context, [this]() -> PageQueue::Fetch {
    auto client = std::make_shared<Client>(*service_);
    return [this, client](std::int64_t page) { return client->Fetch(PageNumber(page)); };
  });
  return reader_.schema();
}

ReadStatus RestSource::Read(RecordBatchBuilder& batch) {
  while (!batch.full()) {
    if (!in_page_) {
      // Rows that are there need not wait for the next page.
      if (batch.num_rows() > 0 && !queue_.ready()) return ReadStatus::kMore;
      if (!NextPage()) return ReadStatus::kEnd;
      continue;
    }
    if (record_ == records_end_) {
      in_page_ = false;
      continue;
    }
    place_.row = row_;
    reader_.Append(*record_, place_, batch);
    ++record_, ++place_.index, ++row_;
  }
  return ReadStatus::kMore;
}

bool RestSource::NextPage() {
  std::optional<std::string> body = queue_.Next();
  if (!body) {
    page_.Clear();
    ReserveParse(0);
    return false;
  }
  const std::int64_t index = next_page_++;
  place_.page = PageName(index);
  place_.index = 0;
  ReserveParse(body->size());
  const std::size_t digest = XXH3_64bits(body->data(), body->size()), size = body->size();
  page_.Parse(std::move(*body), place_.page);
  first_rows_.push_back(row_);
  CheckTotal();
  record_ = page_.records().begin();
  records_end_ = page_.records().end();
  in_page_ = true;
  if (record_ != records_end_) CheckRepeat(digest, size);
  return true;
}

void RestSource::ReserveParse(std::size_t size) {
  const std::int64_t needed =
      std::max<std::int64_t>(0, kParseFactor * static_cast<std::int64_t>(size) - kPlannedParse);
  if (needed == 0 && parse_memory_ == 0) return;
  const std::int64_t more = needed - parse_memory_;
  if (more > 0 && !context_->TryMemory(more))
    throw EnvironmentError("{} has {} bytes, and parsing it does not fit into the run's memory",
                           place_.page.empty() ? "the answer" : place_.page, size)
        .Hint("raise --memory, or ask the API for smaller pages");
  if (more < 0) context_->TryMemory(more);
  parse_memory_ = needed;
}

void RestSource::CheckTotal() {
  if (!options_.paginate) return queue_.SetTotal(1);
  const std::int64_t total = page_.total_pages();
  const std::int64_t records = static_cast<std::int64_t>(page_.records().size());
  if (next_page_ > 1 && total != total_pages_)
    throw DataError("the number of pages changed from {} to {} while reading", total_pages_, total)
        .Hint("the data changed meanwhile, so rows may be missing or doubled: run it again")
        .Position(place_.page);
  if (next_page_ > 1) return;
  if (total > options_.paginate->max_pages)
    throw DataError("there are {} pages, more than `max_pages`, {}", total,
                    options_.paginate->max_pages)
        .Position(place_.page);
  if (total == 0 && records > 0)
    throw DataError("{} says that there are 0 pages, but here are {} records",
                    options_.paginate->total_pages, records)
        .Position(place_.page);
  total_pages_ = total;
  queue_.SetTotal(total);
}

void RestSource::CheckRepeat(std::size_t digest, std::size_t size) {
  if (next_page_ > 1 && last_digest_ == std::pair(digest, size))
    throw DataError("the page is byte for byte the one before it")
        .Hint("does the API know the query parameter `" + options_.paginate->parameter + "`?")
        .Position(place_.page);
  last_digest_ = {digest, size};
}

std::optional<std::int64_t> RestSource::PageNumber(std::int64_t index) const {
  if (!options_.paginate) return std::nullopt;
  return options_.paginate->start + index;
}

std::string RestSource::PageName(std::int64_t index) const {
  const auto number = PageNumber(index);
  return number ? "page " + std::to_string(*number) : std::string();
}

std::string RestSource::Locate(std::int64_t row) {
  const auto next = std::upper_bound(first_rows_.begin(), first_rows_.end(), row);
  if (next == first_rows_.begin()) return {};
  const std::int64_t page = next - first_rows_.begin() - 1;
  return json_records::RecordPlace{PageName(page), {}, row - *std::prev(next), row}.text();
}

void RestSource::Cancel() noexcept {
  interrupt_.Cancel();
  queue_.Stop();
}

}  // namespace etl::rest

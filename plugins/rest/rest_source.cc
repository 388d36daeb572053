// SPDX-License-Identifier: Apache-2.0
#include "plugins/rest/rest_source.h"

#include <xxhash.h>

#include <algorithm>
#include <functional>

#include "plugins/rest/discovery.h"
#include "plugins/rest/explain.h"
#include "plugins/rest/since.h"

namespace etl::rest {
namespace {

// A parsed page takes, at most about, this many times its text.
constexpr std::int64_t kParseFactor = 4;
constexpr std::int64_t kPlannedParse = 4 << 20;
// So many pages are remembered to find one that comes again.
constexpr std::size_t kMostDigests = 100'000;

const RestOptions& Checked(const RestOptions& options) {
  Validate(options);
  return options;
}

std::uint64_t Digest(const std::string& body) { return XXH3_64bits(body.data(), body.size()); }

}  // namespace

RestSource::RestSource(RestOptions options, Scan scan)
    : options_(std::move(options)),
      endpoint_(Checked(options_)),
      requests_(options_, endpoint_, SinceValue(options_, scan.predicates)),
      records_(options_, scan.columns),
      pager_(options_, endpoint_),
      queue_(options_.concurrency) {}

void RestSource::Describe(const RestOptions& options, Context&, Plan& plan) {
  Validate(options);
  plan.SetSchema(options.schema.schema());
  plan.SetMinimumMemory(PageQueue::kPlannedMemory + kPlannedParse);
}

void RestSource::MakeOffer(const RestOptions& options, Context&, const Scan& wanted, Offer& offer) {
  Validate(options);
  // A batch without columns could not say how many rows it has.
  const bool narrower = wanted.columns && !wanted.columns->empty();
  const Records records(options, narrower ? wanted.columns : std::nullopt);
  offer.SetSchema(records.schema());
  if (narrower) offer.AcceptColumns();
  for (std::size_t i = 0; i < wanted.predicates.size(); ++i)
    if (CanAskFor(options, wanted.predicates[i])) offer.AcceptPredicate(i);
  offer.SetExplain(ExplainText(options, SinceValue(options, wanted.predicates)));
}

void RestSource::OptionsFor(std::string_view url, std::string_view password, Discovery& out) {
  WriteOptions(url, password, out);
}

void RestSource::Discover(const RestOptions& options, std::string_view table, Context& context,
                          Discovery& out) {
  DiscoverPage(options, table, context, out);
}

void RestSource::Check(const RestOptions& options, Context& context, const std::vector<PlanInput>&,
                       CheckReport& report) {
  CheckPage(options, context, report);
}

Schema RestSource::Open(Context& context) {
  context_ = &context;
  if (endpoint_.origin().tls && !options_.connection.tls.verify)
    context.Log(ETL_LOG_WARNING, "the certificate of {} is not checked (tls: {verify: false})",
                endpoint_.origin().url());
  service_ = std::make_unique<Service>(options_, endpoint_, interrupt_, context);
  queue_.Start(context, requests_.series_count(), [this]() -> PageQueue::Fetch {
    auto client = std::make_shared<Client>(*service_);
    return [this, client](const PageJob& job) { return client->Fetch(requests_.Make(job)); };
  });
  return records_.schema();
}

ReadStatus RestSource::Read(RecordBatchBuilder& batch) {
  while (!batch.full()) {
    if (!records_.done()) {
      records_.Fill(batch);
      continue;
    }
    // Rows that are there need not wait for the next page.
    if (batch.num_rows() > 0 && !queue_.ready()) return ReadStatus::kMore;
    if (!NextPage()) return ReadStatus::kEnd;
  }
  return ReadStatus::kMore;
}

bool RestSource::NextPage() {
  while (series_ < requests_.series_count()) {
    if (page_ == 0) records_.BeginSeries(requests_.ValueOf(series_));
    Answer answer = queue_.Next();
    if (pager_.probing())
      LookAtProbe(std::move(answer));
    else
      ReadPage(std::move(answer));
    if (!records_.done()) return true;
  }
  records_.Clear();
  ReserveParse(0, {});
  return false;
}

void RestSource::ReadPage(Answer answer) {
  const std::string name = PageName();
  ReserveParse(answer.body.size(), name);
  const std::uint64_t digest = Digest(answer.body);
  records_.Parse(std::move(answer.body), name);
  starts_.push_back({records_.row(), series_, page_});
  CheckAnswer(name);
  if (options_.shape == "lines" && !answer.has_length && !std::exchange(warned_, true))
    context_->Log(ETL_LOG_WARNING,
                  "{} has no length, so lines that a broken connection cut off would not be missed",
                  name.empty() ? "the answer" : name);
  try {
    records_.Find();
    const bool keyed = StyleOf(options_) == Style::kKeyset;
    const PageStep step =
        pager_.After({records_.count(), records_.root(), keyed ? records_.Last() : std::nullopt,
                      answer.next, answer.from, false, false});
    if (records_.count() > 0) CheckRepeat(digest, name);
    Follow(step);
  } catch (DataError& error) {
    if (!error.position().empty()) throw;
    throw std::move(error).Position(name);
  }
}

// An error that the client did not see, as its key was spelt with escapes.
void RestSource::CheckAnswer(const std::string& name) {
  const auto root = records_.root();
  if (!root) return;
  try {
    service_->errors.Check(*root, endpoint_.secrets());
  } catch (const TransportError& error) {
    throw EnvironmentError("cannot get {}: {}", name.empty() ? "the page" : name,
                           std::string_view(error.what()));
  } catch (DataError& error) {
    throw std::move(error).Position(name);
  }
}

void RestSource::LookAtProbe(Answer answer) {
  const std::string name = PageName();
  PageFacts facts;
  facts.absent = answer.absent;
  if (!answer.absent) {
    facts.repeated = last_digest_ && *last_digest_ == Digest(answer.body);
    ReserveParse(answer.body.size(), name);
    try {
      records_.Parse(std::move(answer.body), name);
      records_.Find();
      facts.records = records_.count();
    } catch (const DataError& error) {
      // What has no records is no page, whatever else it is.
      context_->Log(ETL_LOG_DEBUG, "{}: {}", name, std::string_view(error.what()));
    }
    records_.Clear();
  }
  try {
    Follow(pager_.After(facts));
  } catch (DataError& error) {
    throw std::move(error).Position(name);
  }
}

void RestSource::Follow(const PageStep& step) {
  ++page_;
  if (!step.end) return queue_.Extend(step.known, step.next);
  ++series_;
  page_ = 0;
  last_digest_.reset();
  digests_.clear();
  pager_.BeginSeries();
  queue_.EndSeries();
}

void RestSource::ReserveParse(std::size_t size, const std::string& name) {
  const std::int64_t needed =
      std::max<std::int64_t>(0, kParseFactor * static_cast<std::int64_t>(size) - kPlannedParse);
  if (needed == 0 && parse_memory_ == 0) return;
  const std::int64_t more = needed - parse_memory_;
  if (more > 0 && !context_->TryMemory(more))
    throw EnvironmentError("{} has {} bytes, and parsing it does not fit into the run's memory",
                           name.empty() ? "the answer" : name, size)
        .Hint("raise --memory, or ask the API for smaller pages");
  if (more < 0) context_->TryMemory(more);
  parse_memory_ = needed;
}

void RestSource::CheckRepeat(std::uint64_t digest, const std::string& name) {
  const bool again = last_digest_ == digest;
  last_digest_ = digest;
  // Two pages of one record each may well be the same, if they do not stand side by side.
  const auto known = records_.count() > 1 ? digests_.find(digest) : digests_.end();
  if (!again && known == digests_.end()) {
    if (digests_.size() < kMostDigests) digests_.emplace(digest, page_);
    return;
  }
  const std::string parameter =
      options_.paginate->parameter.empty() ? options_.paginate->by : options_.paginate->parameter;
  throw DataError("the page is byte for byte {}",
                  again ? std::string("the one before it") : requests_.Name(series_, known->second))
      .Hint("does the API know the query parameter `" + parameter + "`?")
      .Position(name);
}

std::string RestSource::Locate(std::int64_t row) {
  const auto next = std::upper_bound(
      starts_.begin(), starts_.end(), row,
      [](std::int64_t value, const PageStart& start) { return value < start.row; });
  if (next == starts_.begin()) return {};
  const PageStart& start = *std::prev(next);
  return json_records::RecordPlace{
      requests_.Name(start.series, start.page), {}, row - start.row, row}
      .text();
}

void RestSource::Cancel() noexcept {
  interrupt_.Cancel();
  queue_.Stop();
}

}  // namespace etl::rest

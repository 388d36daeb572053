// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "etl/source.h"
#include "plugins/rest/client.h"
#include "plugins/rest/page_queue.h"
#include "plugins/rest/pager.h"
#include "plugins/rest/records.h"

namespace etl::rest {

// Reads the records of an HTTP API that answers in JSON, series after series, page after page.
// Worker threads fetch pages ahead; the reading thread parses them, in their order.
class RestSource final : public Source {
 public:
  using Options = RestOptions;
  static constexpr std::array<const char*, 2> kSchemes = {"http", "https"};
  RestSource(RestOptions options, Scan scan);
  ~RestSource() override { Cancel(); }  // whoever stops early does not wait for pages in flight

  static void Describe(const RestOptions& options, Context& context, Plan& plan);
  static void MakeOffer(const RestOptions& options, Context& context, const Scan& wanted,
                        Offer& offer);
  static void OptionsFor(std::string_view url, std::string_view password, Discovery& out);
  static void Discover(const RestOptions& options, std::string_view table, Context& context,
                       Discovery& out);
  static void Check(const RestOptions& options, Context& context, const std::vector<PlanInput>&,
                    CheckReport& report);

  Schema Open(Context& context) override;
  ReadStatus Read(RecordBatchBuilder& batch) override;
  std::string Locate(std::int64_t row) override;
  void Cancel() noexcept override;

 private:
  struct PageStart {
    std::int64_t row, series, page;
  };

  // Takes pages up to one with records; false: there are no more.
  bool NextPage();
  void ReadPage(Answer answer);
  void LookAtProbe(Answer answer);
  void CheckAnswer(const std::string& name);
  void Follow(const PageStep& step);
  void ReserveParse(std::size_t size, const std::string& name);
  // A page that was there before is an error.
  void CheckRepeat(std::uint64_t digest, const std::string& name);
  std::string PageName() const { return requests_.Name(series_, page_); }

  RestOptions options_;
  Endpoint endpoint_;
  Requests requests_;
  Interrupt interrupt_;
  Records records_;
  Pager pager_;
  Context* context_ = nullptr;

  std::int64_t series_ = 0, page_ = 0;        // of the page that is read next; both count from 0
  std::vector<PageStart> starts_;             // of the pages read so far
  std::optional<std::uint64_t> last_digest_;  // of the series, of pages with records
  std::unordered_map<std::uint64_t, std::int64_t> digests_;  // pages by them
  std::int64_t parse_memory_ = 0;
  bool warned_ = false;

  std::unique_ptr<Service> service_;
  PageQueue queue_;  // last: its threads use the members above
};

}  // namespace etl::rest

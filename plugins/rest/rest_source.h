// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "etl/source.h"
#include "plugins/rest/client.h"
#include "plugins/rest/page.h"
#include "plugins/rest/page_queue.h"
#include "plugins/shared/json_records/record_reader.h"

namespace etl::rest {

// Reads the records of an HTTP API that answers in JSON, page after page. Worker threads fetch
// pages ahead; the reading thread parses them, in their order.
class RestSource final : public Source {
 public:
  using Options = RestOptions;
  RestSource(RestOptions options, Scan scan);
  ~RestSource() override { Cancel(); }  // whoever stops early does not wait for pages in flight

  static void Describe(const RestOptions& options, Context& context, Plan& plan);
  static void MakeOffer(const RestOptions& options, Context& context, const Scan& wanted,
                        Offer& offer);

  Schema Open(Context& context) override;
  ReadStatus Read(RecordBatchBuilder& batch) override;
  std::string Locate(std::int64_t row) override;
  void Cancel() noexcept override;

 private:
  std::string PageName(std::int64_t index) const;
  std::optional<std::int64_t> PageNumber(std::int64_t index) const;
  // Parses the next page; false: there are no more.
  bool NextPage();
  void ReserveParse(std::size_t size);
  void CheckTotal();
  void CheckRepeat(std::size_t digest, std::size_t size);

  RestOptions options_;
  Endpoint endpoint_;
  Interrupt interrupt_;
  json_records::RecordReader reader_;
  Page page_;
  Context* context_ = nullptr;

  std::int64_t next_page_ = 0;  // counts from 0
  std::int64_t total_pages_ = 1;
  std::int64_t row_ = 0;
  std::vector<std::int64_t> first_rows_;  // of the pages read so far
  simdjson::dom::array::iterator record_, records_end_;
  json_records::RecordPlace place_;  // of *record_
  bool in_page_ = false;
  std::pair<std::size_t, std::size_t> last_digest_{};  // of the last page with records
  std::int64_t parse_memory_ = 0;

  std::unique_ptr<Service> service_;
  PageQueue queue_;  // last: its threads use the members above
};

}  // namespace etl::rest

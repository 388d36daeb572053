// SPDX-License-Identifier: Apache-2.0
#include "runtime/reduction_tap.h"

#include <utility>

namespace etl::runtime {
namespace {

class TappedStream final : public BatchStream {
 public:
  TappedStream(StreamPointer from, std::shared_ptr<ReductionTap> tap)
      : from_(std::move(from)), tap_(std::move(tap)) {}
  ~TappedStream() override { tap_->Finish(false); }

  const Schema& schema() const override { return from_->schema(); }
  std::optional<RecordBatch> Next() override {
    while (std::optional<RecordBatch> batch = from_->Next()) {
      RecordBatch passed = tap_->Pass(std::move(*batch));
      if (passed.num_rows() > 0) return passed;
    }
    tap_->Finish(true);
    return std::nullopt;
  }

 private:
  StreamPointer from_;
  std::shared_ptr<ReductionTap> tap_;
};

}  // namespace

ReductionTap::ReductionTap(std::shared_ptr<KeyFilter> filter, std::vector<int> columns)
    : filter_(std::move(filter)), columns_(std::move(columns)) {}

ReductionTap::ReductionTap(std::shared_ptr<KeyFilter> filter, std::vector<int> columns,
                           std::shared_ptr<StepAccount> account, std::string metric)
    : filter_(std::move(filter)),
      columns_(std::move(columns)),
      account_(std::move(account)),
      metric_(std::move(metric)) {}

RecordBatch ReductionTap::Pass(RecordBatch batch) {
  if (!account_) {
    filter_->Add(batch, columns_);
    return batch;
  }
  RecordBatch kept = filter_->Reduce(batch, columns_);
  const std::int64_t dropped = batch.num_rows() - kept.num_rows();
  if (dropped > 0) {
    account_->CountIn(dropped);  // the step got them, in a way
    account_->Metric(metric_, dropped);
  }
  return kept;
}

void ReductionTap::Finish(bool complete) {
  if (!account_) filter_->Finish(complete);
}

StreamPointer Tapped(StreamPointer from, std::shared_ptr<ReductionTap> tap) {
  if (!tap) return from;
  return std::make_unique<TappedStream>(std::move(from), std::move(tap));
}

}  // namespace etl::runtime

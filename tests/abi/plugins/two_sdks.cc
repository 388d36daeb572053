// SPDX-License-Identifier: Apache-2.0
// Says where an inline static of the SDK lives, and where one lives that is not in the SDK's hidden
// namespace. Built several times: with the name of another SDK version, and with another size.
#include <array>
#include <cstdint>

#include "etl/plugin.h"

ETL_SDK_BEGIN
// Stands for anything that a later SDK version would change.
struct SharedState {
  static inline std::array<std::int64_t, STATE_SIZE> values{};
};
ETL_SDK_END

// What an author might write outside of it: with default visibility it is unique in the process.
struct __attribute__((visibility("default"))) UnprotectedState {
  static inline std::int64_t value = 0;
};

namespace {

class TwoSdksSource final : public etl::Source {
 public:
  using Options = etl::NoOptions;
  explicit TwoSdksSource(Options) {}
  etl::Schema Open(etl::Context&) override {
    return {{"state", etl::Int64()}, {"size", etl::Int64()}, {"unprotected", etl::Int64()}};
  }
  etl::ReadStatus Read(etl::RecordBatchBuilder& batch) override {
    etl::SharedState::values.fill(STATE_SIZE);
    batch.Append(reinterpret_cast<std::intptr_t>(&etl::SharedState::values), STATE_SIZE,
                 reinterpret_cast<std::intptr_t>(&UnprotectedState::value));
    return etl::ReadStatus::kEnd;
  }
};

}  // namespace

#define TEXT_OF(name) #name
#define PLUGIN_CALLED(name) \
  ETL_PLUGIN(name, "0.1.0") { plugin.Add<TwoSdksSource>(TEXT_OF(name), "Says where it is."); }

PLUGIN_CALLED(NAME)

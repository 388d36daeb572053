// SPDX-License-Identifier: Apache-2.0
// A source and a sink, written with the SDK, that throw in the method named by `at`.
#include <stdexcept>
#include <string>

#include "etl/plugin.h"

namespace {

struct ThrowingOptions {
  std::string at;
  std::string what = "std";

  static auto Spec() {
    return etl::OptionSpec<ThrowingOptions>()
        .Required("at", &ThrowingOptions::at, "Where to throw.")
        .Optional("what", &ThrowingOptions::what, "What to throw.")
        .Values({"std", "int", "data"});
  }
  void ThrowIn(std::string_view method) const {
    if (at != method) return;
    if (what == "int") throw 42;
    if (what == "data") throw etl::DataError("thrown in {}", method).Row(3).Column("n");
    throw std::runtime_error("thrown in " + at);
  }
};

class ThrowingSource final : public etl::Source {
 public:
  using Options = ThrowingOptions;
  explicit ThrowingSource(ThrowingOptions options) : options_(std::move(options)) {
    options_.ThrowIn("create");
  }
  static void Describe(const Options& options, etl::Context&, etl::Plan&) {
    options.ThrowIn("describe");
  }
  etl::Schema Open(etl::Context&) override {
    options_.ThrowIn("open");
    return {{"n", etl::Int64()}};
  }
  etl::ReadStatus Read(etl::RecordBatchBuilder& batch) override {
    options_.ThrowIn("read");
    batch.Append(1);
    return etl::ReadStatus::kEnd;
  }
  std::string Locate(std::int64_t) override {
    options_.ThrowIn("locate");
    return "here";
  }

 private:
  ThrowingOptions options_;
};

class ThrowingSink final : public etl::Sink {
 public:
  using Options = ThrowingOptions;
  explicit ThrowingSink(ThrowingOptions options) : options_(std::move(options)) {
    options_.ThrowIn("create");
  }
  void Open(etl::Context&, const etl::Schema&) override { options_.ThrowIn("open"); }
  void Write(const etl::RecordBatch&) override { options_.ThrowIn("write"); }
  std::string Prepare() override {
    options_.ThrowIn("prepare");
    return "token";
  }
  static void Settle(etl::Context&, const Options* options, std::string_view, etl::Decision) {
    options->ThrowIn("settle");
  }

 private:
  ThrowingOptions options_;
};

}  // namespace

ETL_PLUGIN(throws_sdk, "0.1.0") {
  plugin.Add<ThrowingSource>("throws_sdk", "Throws.");
  plugin.Add<ThrowingSink>("throws_sdk", "Throws.");
}

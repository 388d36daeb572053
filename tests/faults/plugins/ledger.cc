// SPDX-License-Identifier: Apache-2.0
// A sink that commits as a database would, and fails at it as a test wants: `outcome` says how. A
// file is its server: a token that stands in it was committed; while FILE.down exists it cannot be
// asked.
#include <signal.h>

#include <filesystem>
#include <fstream>

#include "etl/plugin.h"

namespace {

struct LedgerOptions {
  std::string path, outcome = "committed", mode = "append";

  static auto Spec() {
    return etl::OptionSpec<LedgerOptions>()
        .Required("path", &LedgerOptions::path, "The file.")
        .Optional("outcome", &LedgerOptions::outcome, "What comes of the commit.")
        .Optional("mode", &LedgerOptions::mode, "append: in a transaction; stage: as files are.");
  }
};

class LedgerSink final : public etl::VolatileSink {
 public:
  using Options = LedgerOptions;
  static constexpr bool kSettlesWithOptions = true;
  static bool IsVolatile(const LedgerOptions& options) { return options.mode == "append"; }

  explicit LedgerSink(LedgerOptions options) : options_(std::move(options)) {}

  void Open(etl::Context& context, const etl::Schema&) override { token_ = context.run_id(); }
  void Write(const etl::RecordBatch&) override {}
  std::string Prepare() override { return token_; }

  void Commit() override {
    const std::string& outcome = options_.outcome;
    if (outcome == "refused") throw etl::DataError("the ledger refuses it");
    if (outcome == "killed before") raise(SIGKILL);
    if (outcome != "lost before") Enter(options_, token_);
    if (outcome == "killed after") raise(SIGKILL);
    if (outcome == "out of reach") std::ofstream(options_.path + ".down") << "down";
    if (outcome != "committed") throw etl::UnknownOutcome("the answer of the ledger was lost");
  }
  static bool Committed(etl::Context&, const LedgerOptions& options, std::string_view token) {
    if (std::filesystem::exists(options.path + ".down"))
      throw etl::EnvironmentError("the ledger is down");
    std::ifstream in(options.path);
    for (std::string line; std::getline(in, line);)
      if (line == token) return true;
    return false;
  }
  static void Settle(etl::Context&, const LedgerOptions* options, std::string_view token,
                     etl::Decision decision) {
    if (!options) throw etl::DataError("settled without options");
    if (decision == etl::Decision::kCommit) Enter(*options, std::string(token));
  }

 private:
  static void Enter(const LedgerOptions& options, const std::string& token) {
    std::ofstream(options.path, std::ios::app) << token << "\n";
  }

  LedgerOptions options_;
  std::string token_;
};

}  // namespace

ETL_PLUGIN(ledger, "0.1.0") { plugin.Add<LedgerSink>("ledger", "Commits, or not."); }

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "etl/context.h"
#include "etl/options.h"

ETL_SDK_BEGIN

enum class Decision { kAbort = ETL_ABORT, kCommit = ETL_COMMIT };

// Where rows go: Open → Write* → Prepare → a token; then Settle publishes or removes what the token
// names.
//
// Required static member; it works without an instance, in another process, and when called twice:
//   static void Settle(Context&, const Options* options, std::string_view token, Decision);
// `options` is null when a run is recovered without its pipeline: put what is needed into the
// token. Optional: static void Describe(const Options&, Context&, const std::vector<PlanInput>&,
// Plan&), to refuse a schema before a row moves.
//
// The destructor of an instance that was not prepared removes whatever it has made.
class Sink {
 public:
  virtual ~Sink() = default;

  // Called once. Checks that the target can be written (a directory that is missing, a file that is
  // read-only) before the sources are read. Call context.Claim before creating anything outside of
  // the process.
  virtual void Open(Context& context, const Schema& schema) = 0;

  virtual void Write(const RecordBatch& batch) = 0;

  // Everything is written and synced, nothing is published. The token may hold any bytes; it goes
  // into the journal, so it holds no secret.
  virtual std::string Prepare() = 0;

  // Makes a blocked call return soon; from any thread.
  virtual void Cancel() noexcept {}
};

ETL_SDK_END

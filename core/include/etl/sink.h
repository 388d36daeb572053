// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "etl/discovery.h"
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
//
// A sink whose tokens cannot be settled without its options, as they hold no password, says so:
//   static constexpr bool kSettlesWithOptions = true;
// Then `options` is never null.
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

// A sink that writes inside an open transaction of a server. Prepare leaves it open; the instance
// lives until the run is decided. A run has at most one. Required static member:
//   static bool Committed(Context&, const Options&, std::string_view token);
// Settle is called with kAbort only. Where it depends on the options (one mode of several), it says
// so:
//   static bool IsVolatile(const Options&);
// With options for which that is false it is like any other sink, and Commit is never called.
class VolatileSink : public Sink {
 public:
  // Called once, after Prepare of every sink: commits, together with a mark in the same transaction
  // by which Committed can tell later. This is the decision of the run. Throws UnknownOutcome if
  // the answer was lost.
  virtual void Commit() = 0;
};

ETL_SDK_END

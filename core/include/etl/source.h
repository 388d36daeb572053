// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

#include "etl/discovery.h"
#include "etl/options.h"

ETL_SDK_BEGIN

enum class ReadStatus { kMore, kEnd };

// Where rows come from. Built from its options, and from the accepted Scan if it has such a
// constructor:
//
//   using Options = LinesOptions;               // with a static Spec()
//   explicit LinesSource(LinesOptions options);  // or (LinesOptions, etl::Scan)
//
// Optional static members, called at plan time:
//   static void Describe(const Options&, Context&, Plan&);                    // no I/O
//   static void MakeOffer(const Options&, Context&, const Scan& wanted, Offer&);  // may connect
// Without them the schema is what Open returns, and nothing is pushed down.
//
// Calls never overlap, except Cancel.
class Source {
 public:
  virtual ~Source() = default;

  // Called once, before Read. A throw ends the run with the error's exit code.
  virtual Schema Open(Context& context) = 0;

  // Appends rows until the batch is full, or there are no more: kEnd (with or without rows). Called
  // again and again until kEnd or until nobody wants more. A batch without rows is not the end.
  virtual ReadStatus Read(RecordBatchBuilder& batch) = 0;

  // Where a row (0-based) came from, for messages: "page 7, record 12". Empty: the row's number is
  // enough.
  virtual std::string Locate(std::int64_t) { return {}; }

  // Makes a blocked Open or Read return soon. Called from any thread, at any time, perhaps twice.
  // Must not block.
  virtual void Cancel() noexcept {}
};

// A source whose rows can be read in parts (byte ranges of a file), so that several threads share
// the work: MakeOffer says how many there are (Offer::SetSplits), and one after the other they are
// what Open would give. The host creates an instance for each thread; each reads some parts, in
// ascending order, or all of them through Open. Rows are put back into the order of the parts, so
// that the result is the same at any number of threads. Locate counts rows within the part.
class SplitSource : public Source {
 public:
  // Called instead of Open, again and again: the one before was read to its end. Read then gives
  // the rows of part `split` (0-based) until kEnd.
  virtual Schema OpenSplit(Context& context, std::int64_t split) = 0;
};

ETL_SDK_END

// SPDX-License-Identifier: Apache-2.0
// Streams across the boundary: reading a plugin's, and giving the host's to a plugin.
#pragma once

#include <exception>
#include <functional>
#include <optional>
#include <string>
#include <utility>

#include "arrow/cast.h"

namespace etl::arrow {

// A plugin's stream returned a status other than 0. Why is to be found in what the plugin reported
// through etl_host.fail; `last_error` is what a stream that knows nothing of etl has to say.
class StreamFailed final : public Error {
 public:
  StreamFailed(int raw_status, std::string last_error);

  int raw_status() const { return raw_status_; }  // as the plugin returned it
  const std::string& last_error() const { return last_error_; }

 private:
  int raw_status_;
  std::string last_error_;
};

// The host's end of a stream that a plugin made. Owns it; one thread at a time, the destructor
// included.
class PluginStream {
 public:
  // Moves *stream and asks for its schema. Throws StreamFailed, PluginFault (broken schema, missing
  // functions, an exception that crossed) or ConfigError (a type that etl cannot carry); the stream
  // is released then.
  explicit PluginStream(ArrowArrayStream* stream, Level level = Level::kText);
  PluginStream(PluginStream&& other) noexcept;
  PluginStream& operator=(PluginStream&&) = delete;
  ~PluginStream() { Close(); }

  const Schema& schema() const { return canonicalizer_->schema(); }
  std::int64_t rows() const { return canonicalizer_->rows(); }  // read so far

  // The next batch that has rows, in canonical types; nullopt at the end, and from then on. Throws
  // StreamFailed, PluginFault, or DataError (a cast that would lose something); after a throw there
  // is nothing more to read.
  std::optional<RecordBatch> Next();

  // Says that no more will be read: releases the plugin's stream. May be called twice.
  void Close() noexcept;

 private:
  void ReadSchema(Level level);

  ArrowArrayStream stream_;
  std::optional<Canonicalizer> canonicalizer_;
};

// Gives a plugin a stream over `next`. What `next` throws goes to `on_error`, which returns the
// status for the plugin; on_error must not throw. `next` is called on the thread that reads the
// stream and destroyed when the plugin releases it, on whatever thread it does.
void ExportStream(Schema schema, std::function<std::optional<RecordBatch>()> next,
                  std::function<int(std::exception_ptr)> on_error, ArrowArrayStream* out);

}  // namespace etl::arrow

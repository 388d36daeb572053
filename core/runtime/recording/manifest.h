// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "etl/order.h"
#include "etl/schema.h"

namespace etl::runtime {

// A file of a recording, and what it should hold.
struct RecordedFile {
  std::string name;  // within the folder
  std::int64_t rows = 0, bytes = 0;
  std::uint64_t xxh64 = 0;
};

// The rows of one step.
struct RecordedStep {
  std::string name, section, plugin;
  Schema schema;
  Order order;  // verified on every row
  RecordedFile rows;
  std::optional<RecordedFile> rejects;          // of plan::RejectSchema
  std::map<std::string, std::int64_t> metrics;  // "queries", ...
  std::optional<std::int64_t> input_rows;       // of a transform
  std::optional<std::uint64_t> input_xxh64;     // of these rows, as RowText writes them
};

// A parameter as it was set, unless it is sensitive or a path.
struct RecordedParam {
  std::string name, type;
  std::vector<std::string> values;  // one, but of a list
};

// The file manifest.json of a recording: what there is, and checksums of all of it.
struct Manifest {
  static constexpr int kVersion = 1;
  static constexpr const char* kFile = "manifest.json";

  std::string pipeline, run_id, run_date;
  std::vector<std::string> masked;  // "step.column"
  std::vector<RecordedParam> params;
  std::vector<RecordedStep> steps;

  const RecordedStep* Find(std::string_view step) const;
};

// With a checksum of itself, and a line break.
std::string ToJson(const Manifest& manifest);
// Throws EnvironmentError: it is no manifest, is not what was written, or of a later version.
// `where` is the folder, for messages.
Manifest ParseManifest(const std::string& text, const std::filesystem::path& where);

}  // namespace etl::runtime

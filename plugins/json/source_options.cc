// SPDX-License-Identifier: Apache-2.0
#include "plugins/json/source_options.h"

#include "plugins/shared/json_records/pointer.h"
#include "plugins/shared/json_records/record_schema.h"

namespace etl::json {
namespace {

constexpr std::int64_t kLeastRecord = 1024;
constexpr std::int64_t kMostRecord = std::int64_t{2} << 30;  // a batch's texts end there
constexpr std::int64_t kMostSample = 1'000'000;

}  // namespace

OptionSpec<SourceOptions> SourceOptions::Spec() {
  using Self = SourceOptions;
  return OptionSpec<Self>()
      .Required("path", &Self::path, "Files to read, patterns among them; - is standard input.")
      .Binding()
      .Optional("format", &Self::format,
                "lines: a record each; array: a list in a document; auto looks at the first byte.")
      .Values({"auto", "lines", "array"})
      .Optional("records", &Self::records,
                "JSON pointer to the list of records in a document; absent: the document is it.")
      .Optional("schema", &Self::schema,
                "Columns: name: type, or name: {type, optional, path (JSON pointer)}; absent: "
                "found in the first records.")
      .Binding()
      .Optional("compression", &Self::compression, "auto looks at the first bytes.")
      .Values(file_input::kCompressions)
      .Optional("sample", &Self::sample, "Records that are looked at to find the columns.")
      .Optional("max_record", &Self::max_record, "Largest record.");
}

void Validate(const SourceOptions& options) {
  json_records::CheckPointer("records", options.records.value, options.records.node);
  if (!options.records.value.empty() && options.format == "lines")
    throw ConfigError("`records` names the list in a document, and lines have none")
        .Hint("delete one of the two")
        .Option(options.records.node.get());
  if (!options.schema.empty()) json_records::CheckSchema(options.schema);
  if (options.sample.value < 1 || options.sample.value > kMostSample)
    throw ConfigError("`sample` must be between 1 and {}: {}", kMostSample, options.sample.value)
        .Option(options.sample.node.get());
  const std::int64_t most = options.max_record.value.bytes;
  if (most < kLeastRecord || most > kMostRecord)
    throw ConfigError("`max_record` must be between 1KiB and 2GiB: {}", most)
        .Option(options.max_record.node.get());
}

}  // namespace etl::json

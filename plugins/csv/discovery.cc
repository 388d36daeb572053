// SPDX-License-Identifier: Apache-2.0
// What a CSV file tells before anything is declared, and how what is declared fits it.
#include <array>

#include "etl/value_text.h"
#include "plugins/csv/csv_source.h"
#include "plugins/csv/inference.h"
#include "plugins/shared/file_input/first_rows.h"

namespace etl::csv {
namespace {

// A header that is one name with another separator in it.
std::string OtherDelimiter(const DeclaredSchema& schema) {
  if (schema.entries.size() != 1) return {};
  const std::string& name = schema.entries[0].field.name;
  for (const char delimiter : {'\t', ';', '|'})
    if (name.find(delimiter) != std::string::npos) return std::string(1, delimiter);
  return {};
}

}  // namespace

void CsvSource::OptionsFor(std::string_view url, std::string_view, Discovery& out) {
  out.Option("path", url);
  if (url.find(".tsv") != std::string_view::npos) out.Option("delimiter", "\\t");
}

void CsvSource::Discover(const SourceOptions& options, std::string_view table, Context& context,
                         Discovery& out) {
  SourceOptions looked = options;
  Validate(looked);
  const auto files = file_input::FindFiles(options.path, options.compression);
  const std::string name = file_input::NameOfFile(files.front().path);
  if (!table.empty() && table != name)
    throw ConfigError("a file has no tables, and this one is called {}: {}", Quoted(name),
                      Quoted(table));
  std::string delimiter;
  if (!looked.delimiter.node && looked.header) {
    SourceOptions header = looked;  // alone: with a wrong delimiter the rows make no sense
    header.sample.value = 0;
    delimiter = OtherDelimiter(InferSchema(context, header, files));
  }
  if (!delimiter.empty()) looked.delimiter.value = delimiter;
  const DeclaredSchema schema = InferSchema(context, looked, files);
  out.Table(name, "file");
  if (!delimiter.empty()) out.Option("delimiter", delimiter == "\t" ? "\\t" : delimiter);
  for (const SchemaEntry& entry : schema.entries)
    out.Column(entry.field, DeclaredText(entry.field));
  out.Note(Format("types are those of the first rows, at most {}", options.sample.value));
}

void CsvSource::Check(const SourceOptions& options, Context& context, const std::vector<PlanInput>&,
                      CheckReport& report) {
  Validate(options);
  const auto files = file_input::FindFiles(options.path, options.compression);
  if (files.front().seekable)
    file_input::CheckColumns<CsvSource>(options, context, options.header, report);
  report.Checked(file_input::CheckedText(files, options.schema));
}

}  // namespace etl::csv

// SPDX-License-Identifier: Apache-2.0
// What a JSON file tells before anything is declared, and how what is declared fits it.
#include <optional>

#include "etl/value_text.h"
#include "plugins/json/json_source.h"
#include "plugins/shared/file_input/first_rows.h"
#include "plugins/shared/json_records/shape_guess.h"

namespace etl::json {
namespace {

constexpr std::size_t kBlockBytes = 64 * 1024;

// The file as one document that has its records inside of it; nullopt: it is something else.
std::optional<std::string> FindList(const SourceOptions& options, Context& context,
                                    const file_input::InputFile& file) {
  const auto most = static_cast<std::size_t>(options.max_record.value.bytes);
  file_input::FileReader reader(context, file, file_input::Metered::kNo);
  reader.Seek(0);
  std::string text;
  for (std::size_t got = 1; got > 0 && text.size() <= most;) {
    const std::size_t size = text.size();
    text.resize(size + kBlockBytes);
    got = reader.Read(text.data() + size, kBlockBytes);
    text.resize(size + got);
  }
  if (text.size() > most) return std::nullopt;
  simdjson::dom::parser parser;
  simdjson::dom::element root;
  if (parser.parse(simdjson::padded_string(text)).get(root) != simdjson::SUCCESS ||
      !root.is_object())
    return std::nullopt;
  const auto shape = json_records::GuessShape(root, file.name());
  if (shape.shape != "list" || shape.count == 0) return std::nullopt;
  return shape.records;
}

json_records::RecordGuess Look(const SourceOptions& options, Context& context,
                               const file_input::InputFile& file) {
  auto window = std::make_unique<TextWindow>(context, file, options.max_record.value.bytes,
                                             kBlockBytes, file_input::Metered::kNo);
  const Shape shape = ShapeOf(options, *window);
  const auto stream = OpenStream(shape, options, std::move(window));
  stream->Open({0, 0, -1});
  json_records::RecordGuess guess;
  simdjson::dom::element record;
  try {
    while (guess.records() < options.sample.value && stream->Next(record)) {
      simdjson::dom::object object;
      if (record.get_object().get(object) == simdjson::SUCCESS) guess.Look(object);
    }
  } catch (DataError& error) {
    throw std::move(error).Position(stream->place());
  }
  return guess;
}

}  // namespace

void JsonSource::OptionsFor(std::string_view url, std::string_view, Discovery& out) {
  out.Option("path", url);
}

void JsonSource::Discover(const SourceOptions& options, std::string_view table, Context& context,
                          Discovery& out) {
  SourceOptions looked = options;
  Validate(looked);
  const auto files = file_input::FindFiles(options.path, options.compression);
  const file_input::InputFile& file = files.front();
  const std::string name = file_input::NameOfFile(file.path);
  if (!table.empty() && table != name)
    throw ConfigError("a file has no tables, and this one is called {}: {}", Quoted(name),
                      Quoted(table));
  if (!file.seekable) throw ConfigError("{} cannot be looked at before it is read", file.name());
  std::optional<std::string> records;
  if (options.records.value.empty() && options.format == "auto")
    records = FindList(options, context, file);
  if (records) looked.records.value = *records;
  const json_records::RecordGuess guess = Look(looked, context, file);
  const auto columns = guess.Columns();
  if (columns.empty())
    throw DataError("{} has no record with a field, so nothing says what its columns are",
                    file.name());
  out.Table(name, "file");
  if (records) out.Option("records", *records);
  json_records::WriteColumns(columns, out);
  out.Note(Format("types are those of the first {} records", guess.records()));
}

void JsonSource::Check(const SourceOptions& options, Context& context,
                       const std::vector<PlanInput>&, CheckReport& report) {
  Validate(options);
  const auto files = file_input::FindFiles(options.path, options.compression);
  if (files.front().seekable) file_input::CheckColumns<JsonSource>(options, context, true, report);
  report.Checked(file_input::CheckedText(files, options.schema));
}

}  // namespace etl::json

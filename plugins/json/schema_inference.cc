// SPDX-License-Identifier: Apache-2.0
#include "plugins/json/schema_inference.h"

#include <map>
#include <utility>

#include "etl/value_text.h"

namespace etl::json {
namespace {

using simdjson::dom::element;
using simdjson::dom::element_type;

constexpr std::size_t kBlockBytes = 64 * 1024;
constexpr std::size_t kMostColumns = 10'000;
constexpr std::int64_t kExact = std::int64_t{1} << 53;

// Collects what is known so far, file after file.
class Sample {
 public:
  Sample(Context& context, const SourceOptions& options, Shape shape)
      : context_(context), options_(options), shape_(shape), left_(options.sample.value) {}

  void Look(const file_input::InputFile& file) {
    const auto stream =
        OpenStream(shape_, options_,
                   std::make_unique<TextWindow>(context_, file, options_.max_record.value.bytes,
                                                kBlockBytes, file_input::Metered::kNo));
    stream->Open({0, 0, -1});
    try {
      for (element record; left_ > 0 && stream->Next(record); --left_) Look(record);
    } catch (DataError& error) {
      throw std::move(error).Position(stream->place());
    }
  }
  bool done() const { return left_ == 0; }

  DeclaredSchema Finish() const {
    DeclaredSchema schema;
    for (const auto& [name, guess] : guesses_) {
      SchemaEntry& entry = schema.entries.emplace_back();
      const std::string_view type = guess.type();
      entry.field.name = name;
      entry.field.type = ParseType(type).type;
      if (type == "json") entry.field.sql_type = type;
      entry.optional = true;
    }
    return schema;
  }

 private:
  void Look(const element& record) {
    const auto object = record.get_object();
    if (object.error()) return;  // to be refused when it is read
    for (const auto [key, value] : object.value_unsafe()) GuessOf(key).Look(value);
  }
  // A name goes from plugin to plugin as a C string, which a NUL would cut.
  static std::string_view NameOf(std::string_view key) {
    if (key.find('\0') == std::string_view::npos) return key;
    throw DataError("a field's name holds a NUL, and a column's cannot: {}", Quoted(key))
        .Hint("declare the columns that are wanted in schema:");
  }
  TypeGuess& GuessOf(std::string_view key) {
    const auto [found, added] = places_.try_emplace(std::string(key), guesses_.size());
    if (added) guesses_.emplace_back(NameOf(key), TypeGuess());
    if (guesses_.size() > kMostColumns)
      throw DataError("the records have more than {} different fields", kMostColumns)
          .Hint("declare those that are wanted in schema:");
    return guesses_[found->second].second;
  }

  Context& context_;
  const SourceOptions& options_;
  const Shape shape_;
  std::int64_t left_;
  std::map<std::string, std::size_t> places_;
  std::vector<std::pair<std::string, TypeGuess>> guesses_;
};

}  // namespace

void TypeGuess::Look(const element& value) {
  switch (value.type()) {
    case element_type::NULL_VALUE:
      return;
    case element_type::BOOL:
      seen_ |= kBool;
      return;
    case element_type::INT64: {
      const std::int64_t integer = value.get_int64().value_unsafe();
      seen_ |= kInteger;
      negative_ |= integer < 0;
      inexact_ |= integer > kExact || integer < -kExact;
      return;
    }
    case element_type::UINT64:
      seen_ |= kNatural;
      return;
    case element_type::DOUBLE:
      seen_ |= kDouble;
      return;
    case element_type::STRING:
      seen_ |= kText;
      return;
    default:
      seen_ |= kNested;
  }
}

const char* TypeGuess::type() const {
  if (seen_ == kBool) return "bool";
  if (seen_ == kText) return "string";
  if (seen_ == kInteger) return "bigint";
  if ((seen_ | kInteger) == (kInteger | kNatural) && !negative_) return "ubigint";
  if ((seen_ | kInteger) == (kInteger | kDouble) && !inexact_) return "double";
  return "json";
}

DeclaredSchema InferSchema(Context& context, const SourceOptions& options, Shape shape,
                           const std::vector<file_input::InputFile>& files) {
  Sample sample(context, options, shape);
  for (const file_input::InputFile& file : files) {
    if (!file.seekable)
      throw ConfigError("{} cannot be looked at before it is read", file.name())
          .Hint("declare the columns and their types in schema:")
          .Option(options.path.node.get());
    sample.Look(file);
    if (sample.done()) break;
  }
  DeclaredSchema schema = sample.Finish();
  if (schema.empty())
    throw DataError("{} has no record with a field, so nothing says what its columns are",
                    files.front().name())
        .Hint("declare them in schema:");
  return schema;
}

}  // namespace etl::json

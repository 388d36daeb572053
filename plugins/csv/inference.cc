// SPDX-License-Identifier: Apache-2.0
#include "plugins/csv/inference.h"

#include <algorithm>
#include <charconv>

#include "etl/value_text.h"
#include "plugins/csv/column_parser.h"
#include "plugins/csv/file_head.h"

namespace etl::csv {
namespace {

constexpr std::size_t kBlockBytes = 64 * 1024;
constexpr std::size_t kAtOnce = 100;  // rows

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

bool IsBool(std::string_view text) {
  for (const char* known : {"true", "false", "True", "False", "TRUE", "FALSE"})
    if (text == known) return true;
  return false;
}

// As numbers are printed: digits, no zeros before them.
bool BeginsAsNumber(std::string_view text) {
  if (text.starts_with('-')) text.remove_prefix(1);
  if (text.empty() || !IsDigit(text[0])) return false;
  return text.size() == 1 || text[0] != '0' || !IsDigit(text[1]);
}

template <typename T>
bool Parses(std::string_view text) {
  T value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc() && end == text.data() + text.size();
}

bool IsInteger(std::string_view text) { return BeginsAsNumber(text) && Parses<std::int64_t>(text); }

// How many digits there are from the first one on that is no zero, without the exponent.
std::size_t SignificantDigits(std::string_view text) {
  std::size_t count = 0;
  for (const char c : text.substr(0, text.find_first_of("eE")))
    if (IsDigit(c) && (c != '0' || count > 0)) ++count;
  return count;
}

// Of more digits than a double holds the last ones would be lost.
bool IsDouble(std::string_view text) {
  constexpr std::size_t kMostDigits = 17, kMostWholeDigits = 15;
  if (!BeginsAsNumber(text) || !Parses<double>(text)) return false;
  const bool whole = text.find_first_not_of("-0123456789") == std::string_view::npos;
  return SignificantDigits(text) <= (whole ? kMostWholeDigits : kMostDigits);
}

bool IsTimestamp(std::string_view text, bool with_zone) {
  bool has_zone = false;
  return ParseTimestamp(text, &has_zone) && has_zone == with_zone;
}

// In the order in which they are preferred.
struct Candidate {
  TypeId type;
  bool (*fits)(std::string_view);
};
constexpr Candidate kCandidates[] = {
    {TypeId::kBool, IsBool},
    {TypeId::kInt64, IsInteger},
    {TypeId::kFloat64, IsDouble},
    {TypeId::kDate32, [](std::string_view text) { return ParseDate(text).has_value(); }},
    {TypeId::kTimestamp, [](std::string_view text) { return IsTimestamp(text, false); }},
    {TypeId::kTimestampUtc, [](std::string_view text) { return IsTimestamp(text, true); }}};

void CheckNames(const FileHead& head, const std::string& file) {
  std::vector<std::string> names = head.names;
  std::sort(names.begin(), names.end());
  const auto twice = std::adjacent_find(names.begin(), names.end());
  if (twice != names.end())
    throw DataError("{} has two columns {}", file, Quoted(*twice))
        .Hint(
            "give them different names; or say header: false and skip: 1, and declare all columns "
            "in schema:");
}

// Collects what is known so far, file after file.
class Sample {
 public:
  Sample(Context& context, const SourceOptions& options)
      : context_(context),
        options_(options),
        dialect_(DialectOf(options)),
        nulls_(options.nulls),
        left_(static_cast<std::size_t>(options.sample.value)) {}

  void Look(const file_input::InputFile& file) {
    RecordReader reader(context_, file, dialect_, kBlockBytes, file_input::Metered::kNo);
    const FileHead head = ReadHead(reader, options_, schema_);
    if (head.names.empty()) return;  // nothing in it, and no header either
    if (schema_.empty()) {
      CheckNames(head, file.name());
      for (const std::string& name : head.names) schema_.entries.emplace_back().field.name = name;
      guesses_.resize(head.names.size());
    }
    const std::vector<int> places = MatchColumns(options_, schema_, head, file.name());
    reader.SetColumns(head.names.size());
    while (const Records* records =
               left_ > 0 ? reader.Next(std::min(left_, kAtOnce), kBlockBytes) : nullptr) {
      for (std::size_t row = 0; row < records->count; ++row) Look(*records, row, places);
      left_ -= records->count;
    }
  }
  bool done() const { return left_ == 0; }

  DeclaredSchema Finish() {
    for (std::size_t i = 0; i < guesses_.size(); ++i)
      schema_.entries[i].field.type = guesses_[i].type();
    return std::move(schema_);
  }

 private:
  void Look(const Records& records, std::size_t row, const std::vector<int>& places) {
    for (std::size_t i = 0; i < places.size(); ++i) {
      const auto field = records.field(row, static_cast<std::size_t>(places[i]));
      if (!nulls_.Has(field)) guesses_[i].Look(Unquoted(field, dialect_.quote, scratch_));
    }
  }

  Context& context_;
  const SourceOptions& options_;
  const Dialect dialect_;
  const NullTexts nulls_;
  std::size_t left_;
  DeclaredSchema schema_;
  std::vector<TypeGuess> guesses_;
  std::string scratch_;
};

}  // namespace

bool IsPlainNumber(std::string_view text, TypeId type) {
  return type == TypeId::kInt64 ? IsInteger(text) : IsDouble(text);
}

void TypeGuess::Look(std::string_view text) {
  seen_ = true;
  for (std::size_t i = 0; i < std::size(kCandidates); ++i)
    if ((left_ >> i & 1) && !kCandidates[i].fits(text)) left_ &= ~(1u << i);
}

DataType TypeGuess::type() const {
  for (std::size_t i = 0; seen_ && i < std::size(kCandidates); ++i)
    if (left_ >> i & 1) return {kCandidates[i].type};
  return Utf8();
}

DeclaredSchema InferSchema(Context& context, const SourceOptions& options,
                           const std::vector<file_input::InputFile>& files) {
  Sample sample(context, options);
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
    throw DataError("{} is empty, so nothing says what its columns are", files.front().name())
        .Hint("declare them in schema:");
  return schema;
}

}  // namespace etl::csv

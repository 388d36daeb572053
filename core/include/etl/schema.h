// SPDX-License-Identifier: Apache-2.0
// Names and types of a stream's columns.
#pragma once

#include <cctype>
#include <cstring>
#include <initializer_list>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "etl/error.h"
#include "etl/types.h"

ETL_SDK_BEGIN

struct Field {
  std::string name;
  DataType type;
  bool nullable = true;
  int max_chars =
      0;  // longest text in code points, 0: unknown. Follows the column to DDL ("etl.max_chars")
  std::string sql_type =
      {};  // as the source declares it, e.g. "varchar(50)"; may be empty ("etl.sql_type")

  bool operator==(const Field&) const = default;
};

// Immutable and cheap to copy; may be shared between threads.
class Schema {
 public:
  Schema() : Schema(std::vector<Field>{}) {}
  Schema(std::initializer_list<Field> fields) : Schema(std::vector<Field>(fields)) {}
  explicit Schema(std::vector<Field> fields)
      : fields_(std::make_shared<const std::vector<Field>>(std::move(fields))) {}

  int size() const { return static_cast<int>(fields_->size()); }
  const Field& operator[](int i) const { return (*fields_)[static_cast<std::size_t>(i)]; }
  auto begin() const { return fields_->begin(); }
  auto end() const { return fields_->end(); }

  std::optional<int> Find(std::string_view name) const {
    for (int i = 0; i < size(); ++i)
      if ((*this)[i].name == name) return i;
    return std::nullopt;
  }
  std::vector<std::string> names() const {
    std::vector<std::string> names;
    for (const Field& field : *fields_) names.push_back(field.name);
    return names;
  }
  bool operator==(const Schema& other) const { return *fields_ == *other.fields_; }

 private:
  std::shared_ptr<const std::vector<Field>> fields_;
};

// A type as a pipeline writes it, with what only a field can hold: "varchar(50)", "decimal(10,2)",
// "bigint unsigned", "timestamptz". Throws ConfigError.
struct DeclaredType {
  DataType type;
  int max_chars = 0;
};

namespace detail {

inline std::string Normalized(std::string_view text) {
  std::string out;
  for (char c : text) {
    if (c == ' ' && (out.empty() || out.back() == ' ')) continue;
    out += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  }
  while (!out.empty() && out.back() == ' ') out.pop_back();
  return out;
}

// "name(a,b)" → name and its numbers.
inline bool SplitType(const std::string& text, std::string& name, std::vector<int>& numbers) {
  const auto open = text.find('(');
  name = text.substr(0, open);
  while (!name.empty() && name.back() == ' ') name.pop_back();
  if (open == std::string::npos) return true;
  if (text.back() != ')') return false;
  const char* at = text.data() + open + 1;
  const char* end = text.data() + text.size() - 1;
  while (at < end) {
    while (at < end && *at == ' ') ++at;
    int number = 0;
    auto [next, error] = std::from_chars(at, end, number);
    if (error != std::errc() || number < 0) return false;
    numbers.push_back(number);
    for (at = next; at < end && *at == ' ';) ++at;
    if (at < end && *at++ != ',') return false;
  }
  return !numbers.empty();
}

inline std::optional<DataType> PlainType(const std::string& name) {
  static constexpr std::pair<const char*, TypeId> kNames[] = {
      {"bool", TypeId::kBool},
      {"boolean", TypeId::kBool},
      {"int", TypeId::kInt32},
      {"integer", TypeId::kInt32},
      {"int32", TypeId::kInt32},
      {"smallint", TypeId::kInt32},
      {"bigint", TypeId::kInt64},
      {"int64", TypeId::kInt64},
      {"ubigint", TypeId::kUInt64},
      {"uint64", TypeId::kUInt64},
      {"bigint unsigned", TypeId::kUInt64},
      {"double", TypeId::kFloat64},
      {"float", TypeId::kFloat64},
      {"float64", TypeId::kFloat64},
      {"real", TypeId::kFloat64},
      {"string", TypeId::kUtf8},
      {"text", TypeId::kUtf8},
      {"utf8", TypeId::kUtf8},
      {"json", TypeId::kUtf8},
      {"binary", TypeId::kBinary},
      {"blob", TypeId::kBinary},
      {"date", TypeId::kDate32},
      {"timestamp", TypeId::kTimestamp},
      {"datetime", TypeId::kTimestamp},
      {"timestamptz", TypeId::kTimestampUtc},
      {"time", TypeId::kDuration},
      {"duration", TypeId::kDuration}};
  for (auto [known, id] : kNames)
    if (name == known) return DataType{id};
  return std::nullopt;
}

}  // namespace detail

inline DeclaredType ParseType(std::string_view written) {
  std::string name;
  std::vector<int> numbers;
  if (detail::SplitType(detail::Normalized(written), name, numbers)) {
    if (auto plain = detail::PlainType(name); plain && numbers.empty()) return {*plain, 0};
    if ((name == "varchar" || name == "char") && numbers.size() == 1 && numbers[0] > 0)
      return {Utf8(), numbers[0]};
    if ((name == "decimal" || name == "numeric") && !numbers.empty() && numbers.size() <= 2) {
      const int scale = numbers.size() == 2 ? numbers[1] : 0;
      if (numbers[0] >= 1 && numbers[0] <= 38 && scale <= numbers[0])
        return {Decimal128(numbers[0], scale), 0};
      throw ConfigError("decimal holds 1 to 38 digits and no more after the point than in all: {}",
                        written);
    }
  }
  throw ConfigError("unknown type `{}`", written)
      .Hint(
          "types are bool, int, bigint, ubigint, double, decimal(p,s), string, varchar(n), binary, "
          "date, "
          "timestamp, timestamptz, time, json");
}

ETL_SDK_END

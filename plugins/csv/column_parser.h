// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "etl/record_batch_builder.h"
#include "plugins/csv/record_table.h"

namespace etl::csv {

// The texts that mean null. They are compared with fields as they stand in the file, so that one in
// quotes is none.
class NullTexts {
 public:
  explicit NullTexts(const std::vector<std::string>& texts);

  bool Has(std::string_view field) const {
    if (field.empty()) return empty_;
    return field.size() < 64 && (sizes_ >> field.size() & 1) && HasText(field);
  }

 private:
  bool HasText(std::string_view field) const;

  bool empty_ = false;
  std::uint64_t sizes_ = 0;  // a bit for each size that there is
  std::vector<std::string> texts_;
};

// The value that `text` has in the column's type, appended; false if it has none. As
// TryAppendParsed of the SDK, but for True, TRUE, False and FALSE, and base64 in a binary column.
bool AppendValue(std::string_view text, ColumnBuilder& out);

// Turns one column of the file into one of a batch.
class ColumnParser {
 public:
  // `column`: in the file; -1: it has none, all is null. `nulls` outlives the parser. `guessed`:
  // the type is what the first rows look like, so that a number that would not read back as it is
  // written, 007, does not fit it.
  ColumnParser(int column, DataType type, char quote, const NullTexts& nulls, bool guessed = false)
      : column_(column),
        type_(type),
        quote_(quote),
        nulls_(nulls),
        plain_numbers_(guessed && (type.id == TypeId::kInt64 || type.id == TypeId::kFloat64)) {}

  int column() const { return column_; }

  // Appends a value for each record, and says for how many: if it is not for all of them, the next
  // one does not fit the type.
  std::size_t Append(const Records& records, ColumnBuilder& out);

 private:
  template <typename T, typename Plain>
  std::size_t AppendEach(const Records& records, ColumnBuilder& out, Plain plain);
  std::size_t AppendOdd(const Records& records, ColumnBuilder& out);
  bool AppendOne(std::string_view field, ColumnBuilder& out);
  std::size_t AppendTexts(const Records& records, ColumnBuilder& out);
  std::size_t AppendDecimals(const Records& records, ColumnBuilder& out);

  int column_;
  DataType type_;
  char quote_;
  const NullTexts& nulls_;
  bool plain_numbers_;
  std::string scratch_;
};

}  // namespace etl::csv

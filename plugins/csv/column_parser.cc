// SPDX-License-Identifier: Apache-2.0
#include "plugins/csv/column_parser.h"

#include <algorithm>
#include <limits>

#include "etl/value_text.h"
#include "plugins/csv/base64.h"
#include "plugins/csv/parse_number.h"
#include "plugins/csv/shown_text.h"

namespace etl::csv {
namespace {

// Walks down a column: where the fields begin and end.
class Fields {
 public:
  Fields(const Records& records, int column)
      : text_(records.text),
        begin_(column == 0 ? records.begins : records.ends + column - 1),
        end_(records.ends + column),
        begin_step_(column == 0 ? 1 : records.columns),
        end_step_(records.columns),
        gap_(column == 0 ? 0 : 1) {}

  const char* begin() const { return text_ + *begin_ + gap_; }
  const char* end() const { return text_ + *end_; }
  void Advance() {
    begin_ += begin_step_;
    end_ += end_step_;
  }

 private:
  const char* text_;
  const std::uint32_t *begin_, *end_;
  std::size_t begin_step_, end_step_, gap_;
};

std::string_view View(const char* begin, const char* end) {
  return {begin, static_cast<std::size_t>(end - begin)};
}

}  // namespace

NullTexts::NullTexts(const std::vector<std::string>& texts) {
  for (const std::string& text : texts) {
    if (text.empty()) empty_ = true;
    if (text.empty() || text.size() >= 64) continue;
    sizes_ |= std::uint64_t{1} << text.size();
    texts_.push_back(text);
  }
}

bool NullTexts::HasText(std::string_view field) const {
  return std::find(texts_.begin(), texts_.end(), field) != texts_.end();
}

bool AppendValue(std::string_view text, ColumnBuilder& out) {
  if (out.type().id == TypeId::kBinary) {
    std::string bytes;
    if (!DecodeBase64(text, bytes)) return false;
    out.AppendText(bytes);
    return true;
  }
  if (out.type().id == TypeId::kBool) {
    if (text == "True" || text == "TRUE") text = "true";
    if (text == "False" || text == "FALSE") text = "false";
  }
  return TryAppendParsed(out, text);
}

// `plain` appends what is written in the usual way; for all else it says no and appends nothing.
template <typename Plain>
std::size_t ColumnParser::AppendEach(const Records& records, ColumnBuilder& out, Plain plain) {
  Fields fields(records, column_);
  for (std::size_t row = 0; row < records.count; ++row, fields.Advance()) {
    const char *begin = fields.begin(), *end = fields.end();
    const std::string_view field = View(begin, end);
    if (nulls_.Has(field))
      out.AppendNull();
    else if (!plain(begin, end) && !AppendValue(Unquoted(field, quote_, scratch_), out))
      return row;
  }
  return records.count;
}

std::size_t ColumnParser::AppendTexts(const Records& records, ColumnBuilder& out) {
  Fields fields(records, column_);
  for (std::size_t row = 0; row < records.count; ++row, fields.Advance()) {
    const std::string_view field = View(fields.begin(), fields.end());
    if (!records.utf8 && !IsUtf8(field)) return row;
    if (nulls_.Has(field))
      out.AppendNull();
    else if (field.empty() || field.front() != quote_ || quote_ == 0)
      out.AppendText(field);
    else
      out.AppendText(Unquoted(field, quote_, scratch_));
  }
  return records.count;
}

std::size_t ColumnParser::AppendDecimals(const Records& records, ColumnBuilder& out) {
  const int precision = type_.precision, scale = type_.scale;
  const Int128 limit = PowerOfTen(precision);
  Int128 powers[39];
  for (int i = 0; i <= scale; ++i) powers[i] = PowerOfTen(i);
  return AppendEach(records, out, [&](const char* begin, const char* end) {
    PlainDecimal decimal;
    if (!ParsePlainDecimal(begin, end, decimal) || decimal.scale > scale) return false;
    if (static_cast<Int128>(decimal.digits) > (limit - 1) / powers[scale - decimal.scale])
      return false;
    const Int128 value = static_cast<Int128>(decimal.digits) * powers[scale - decimal.scale];
    out.AppendDecimal(decimal.negative ? -value : value);
    return true;
  });
}

std::size_t ColumnParser::Append(const Records& records, ColumnBuilder& out) {
  if (column_ < 0) {
    for (std::size_t row = 0; row < records.count; ++row) out.AppendNull();
    return records.count;
  }
  const auto no = [](const char*, const char*) { return false; };
  switch (type_.id) {
    case TypeId::kUtf8:
      return AppendTexts(records, out);
    case TypeId::kInt32:
      return AppendEach(records, out, [&](const char* begin, const char* end) {
        std::int64_t value;
        if (!ParseInteger(begin, end, value) || !std::in_range<std::int32_t>(value)) return false;
        out.AppendInt32(static_cast<std::int32_t>(value));
        return true;
      });
    case TypeId::kInt64:
      return AppendEach(records, out, [&](const char* begin, const char* end) {
        std::int64_t value;
        if (!ParseInteger(begin, end, value)) return false;
        out.AppendInt64(value);
        return true;
      });
    case TypeId::kFloat64:
      return AppendEach(records, out, [&](const char* begin, const char* end) {
        double value;
        if (!ParsePlainDouble(begin, end, value)) return false;
        out.AppendFloat64(value);
        return true;
      });
    case TypeId::kDecimal128:
      return AppendDecimals(records, out);
    case TypeId::kDate32:
      return AppendEach(records, out, [&](const char* begin, const char* end) {
        std::int32_t days;
        if (end - begin != 10 || !ParsePlainDate(begin, days)) return false;
        out.AppendInt32(days);
        return true;
      });
    case TypeId::kTimestamp:
    case TypeId::kTimestampUtc:
      return AppendEach(
          records, out,
          [&, utc = type_.id == TypeId::kTimestampUtc](const char* begin, const char* end) {
            std::int64_t micros;
            if (!ParsePlainTimestamp(begin, end, utc, micros)) return false;
            out.AppendInt64(micros);
            return true;
          });
    default:
      return AppendEach(records, out, no);
  }
}

}  // namespace etl::csv

// SPDX-License-Identifier: Apache-2.0
#include "plugins/csv/column_parser.h"

#include <algorithm>
#include <cstring>
#include <limits>

#include "etl/value_text.h"
#include "plugins/csv/base64.h"
#include "plugins/csv/inference.h"
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

// A number so short that no digit of it is lost, and without zeros before it: most are.
bool IsSurelyPlain(const char* begin, const char* end) {
  return end - begin <= 15 && !(end - begin > 1 && begin[0] == '0' && begin[1] != '.') &&
         !(end - begin > 2 && begin[0] == '-' && begin[1] == '0' && begin[2] != '.');
}

std::string_view View(const char* begin, const char* end) {
  return {begin, static_cast<std::size_t>(end - begin)};
}

// Short ones, which most are, without a call: what is copied too much the next one overwrites.
void CopyTexts(Fields fields, std::size_t count, std::size_t bytes, ColumnBuilder& out) {
  constexpr std::size_t kShort = ColumnBuilder::kTextSlack;
  static_assert(kShort <= FieldIndex::kPadding);
  if (count == 0) return;
  const auto room = out.AppendTexts(static_cast<std::int64_t>(count), bytes);
  char* to = room.bytes;
  for (std::size_t i = 0; i < count; ++i, fields.Advance()) {
    const std::string_view field = View(fields.begin(), fields.end());
    if (field.size() <= kShort)
      std::memcpy(to, field.data(), kShort);
    else
      std::memcpy(to, field.data(), field.size());
    to += field.size();
    room.ends[i] = room.begin + static_cast<std::int32_t>(to - room.bytes);
  }
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

// Null, or what the general parsers say.
bool ColumnParser::AppendOne(std::string_view field, ColumnBuilder& out) {
  if (nulls_.Has(field)) return out.AppendNull(), true;
  const std::string_view text = Unquoted(field, quote_, scratch_);
  return (!plain_numbers_ || IsPlainNumber(text, type_.id)) && AppendValue(text, out);
}

// For the types that have but one way.
std::size_t ColumnParser::AppendOdd(const Records& records, ColumnBuilder& out) {
  Fields fields(records, column_);
  for (std::size_t row = 0; row < records.count; ++row, fields.Advance())
    if (!AppendOne(View(fields.begin(), fields.end()), out)) return row;
  return records.count;
}

// `plain` reads what is written in the usual way, and says no to all else. Values are appended many
// at a time, up to the next that is null or unusual.
template <typename T, typename Plain>
std::size_t ColumnParser::AppendEach(const Records& records, ColumnBuilder& out, Plain plain) {
  constexpr std::size_t kMost = 256;
  T values[kMost];
  std::size_t count = 0;
  const auto flush = [&] {
    if (count == 0) return;
    std::memcpy(out.AppendFixed<T>(static_cast<std::int64_t>(count)), values, count * sizeof(T));
    count = 0;
  };
  Fields fields(records, column_);
  for (std::size_t row = 0; row < records.count; ++row, fields.Advance()) {
    const std::string_view field = View(fields.begin(), fields.end());
    if (!nulls_.Has(field) && plain(field.data(), field.data() + field.size(), values[count])) {
      if (++count == kMost) flush();
      continue;
    }
    flush();
    if (!AppendOne(field, out)) return row;
  }
  flush();
  return records.count;
}

// Texts without quotes go together, up to the next that has some or is null.
std::size_t ColumnParser::AppendTexts(const Records& records, ColumnBuilder& out) {
  Fields fields(records, column_);
  for (std::size_t row = 0; row < records.count;) {
    Fields ahead = fields;
    std::size_t bytes = 0, last = row;
    for (; last < records.count; ++last, ahead.Advance()) {
      const std::string_view field = View(ahead.begin(), ahead.end());
      if (field.empty() || field.front() == quote_ || nulls_.Has(field)) break;
      if (!records.utf8 && !IsUtf8(field)) break;
      bytes += field.size();
    }
    CopyTexts(fields, last - row, bytes, out);
    fields = ahead;
    if (last == records.count) break;
    const std::string_view field = View(fields.begin(), fields.end());
    if ((!records.utf8 && !IsUtf8(field)) || !AppendOne(field, out)) return last;
    fields.Advance();
    row = last + 1;
  }
  return records.count;
}

std::size_t ColumnParser::AppendDecimals(const Records& records, ColumnBuilder& out) {
  const int precision = type_.precision, scale = type_.scale;
  const Int128 limit = PowerOfTen(precision);
  Int128 powers[39];
  for (int i = 0; i <= scale; ++i) powers[i] = PowerOfTen(i);
  return AppendEach<Int128>(records, out, [&](const char* begin, const char* end, Int128& value) {
    PlainDecimal decimal;
    if (!ParsePlainDecimal(begin, end, decimal) || decimal.scale > scale) return false;
    if (static_cast<Int128>(decimal.digits) > (limit - 1) / powers[scale - decimal.scale])
      return false;
    value = static_cast<Int128>(decimal.digits) * powers[scale - decimal.scale];
    if (decimal.negative) value = -value;
    return true;
  });
}

std::size_t ColumnParser::Append(const Records& records, ColumnBuilder& out) {
  if (column_ < 0) {
    for (std::size_t row = 0; row < records.count; ++row) out.AppendNull();
    return records.count;
  }
  using Text = const char*;
  switch (type_.id) {
    case TypeId::kUtf8:
      return AppendTexts(records, out);
    case TypeId::kInt32:
      return AppendEach<std::int32_t>(records, out, [](Text begin, Text end, std::int32_t& value) {
        std::int64_t wide;
        if (!ParseInteger(begin, end, wide) || !std::in_range<std::int32_t>(wide)) return false;
        value = static_cast<std::int32_t>(wide);
        return true;
      });
    case TypeId::kInt64:
      return AppendEach<std::int64_t>(records, out, [&](Text begin, Text end, std::int64_t& value) {
        return (!plain_numbers_ || IsSurelyPlain(begin, end)) && ParseInteger(begin, end, value);
      });
    case TypeId::kFloat64:
      return AppendEach<double>(records, out, [&](Text begin, Text end, double& value) {
        return (!plain_numbers_ || IsSurelyPlain(begin, end)) &&
               ParsePlainDouble(begin, end, value);
      });
    case TypeId::kDecimal128:
      return AppendDecimals(records, out);
    case TypeId::kDate32:
      return AppendEach<std::int32_t>(records, out, [](Text begin, Text end, std::int32_t& days) {
        return end - begin == 10 && ParsePlainDate(begin, days);
      });
    case TypeId::kTimestamp:
    case TypeId::kTimestampUtc:
      return AppendEach<std::int64_t>(
          records, out,
          [utc = type_.id == TypeId::kTimestampUtc](Text begin, Text end, std::int64_t& micros) {
            return ParsePlainTimestamp(begin, end, utc, micros);
          });
    default:
      return AppendOdd(records, out);
  }
}

}  // namespace etl::csv

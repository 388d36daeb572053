// SPDX-License-Identifier: Apache-2.0
#include "tests/property/random_rows.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace etl::property {

const std::vector<std::string>& TrickyNames() {
  static const std::vector<std::string> names{"",
                                              "a",
                                              "A",
                                              "a ",
                                              "a  ",
                                              "aa",
                                              "Ng",
                                              "ng",
                                              "Ng ",
                                              "Müller",
                                              "Mu\xCC\x88ller",
                                              "Muller",
                                              "MÜLLER",
                                              "Straße",
                                              "Strasse",
                                              "Zoë",
                                              "Łukasz",
                                              "Ø",
                                              "\x01",
                                              "o'Hara",
                                              "o\"Hara",
                                              "very long name with many bytes",
                                              "very long name with many bytes 2",
                                              "\xEF\xBF\xBD",
                                              "\xF0\x9F\x98\x80",
                                              "\xF0\x9F\x98\x80\xF0\x9F\x98\x81",
                                              "\xE4\xB8\xAD\xE6\x96\x87",
                                              "1234567",
                                              "12345678",
                                              "123456789012345",
                                              std::string("a\0", 2),
                                              std::string("a\0\0", 3),
                                              std::string(150, 'x'),
                                              std::string(150, 'x') + "y",
                                              std::string(149, 'x') + "y"};
  return names;
}

void AppendRandom(Random& random, ColumnBuilder& column) {
  constexpr auto kMax = std::numeric_limits<std::int64_t>::max();
  const bool extreme = random.OneIn(10);
  const std::int64_t small = random.Below(7) - 3;
  if (random.OneIn(8)) return column.AppendNull();
  switch (column.type().id) {
    case TypeId::kNull:
      return column.AppendNull();
    case TypeId::kBool:
      return column.AppendBool(random.OneIn(2));
    case TypeId::kInt32:
    case TypeId::kDate32:
      return column.AppendInt32(static_cast<std::int32_t>(
          extreme ? std::numeric_limits<std::int32_t>::min() + random.Below(2) : small));
    case TypeId::kUInt64:
      return column.AppendUInt64(
          static_cast<std::uint64_t>(extreme ? -1 - random.Below(2) : small + 3));
    case TypeId::kFloat64: {
      static const std::vector<double> kSpecial{std::nan(""), -std::nan(""), -0.0,   0.0,
                                                HUGE_VAL,     -HUGE_VAL,     1e-310, -1e-310};
      return column.AppendFloat64(random.OneIn(3) ? random.Pick(kSpecial)
                                                  : static_cast<double>(small) / 2);
    }
    case TypeId::kDecimal128:
      return column.AppendDecimal(extreme ? Int128{small} * PowerOfTen(30) : Int128{small});
    case TypeId::kUtf8:
    case TypeId::kBinary:
      return column.AppendText(random.Pick(TrickyNames()));
    default:
      return column.AppendInt64(extreme ? (random.OneIn(2) ? kMax : -kMax - 1) : small);
  }
}

std::vector<RecordBatch> Cut(Random& random, const RecordBatch& rows) {
  const std::int64_t longest = random.Pick(std::vector<std::int64_t>{1, 3, 20, 500});
  std::vector<RecordBatch> batches;
  for (std::int64_t begin = 0; begin < rows.num_rows();) {
    const std::int64_t length = std::min(random.Below(longest + 1), rows.num_rows() - begin);
    batches.push_back(rows.Slice(begin, length));
    begin += length;
  }
  return batches;
}

}  // namespace etl::property

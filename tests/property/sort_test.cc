// SPDX-License-Identifier: Apache-2.0
// Sorting and the check of an order against a plain stable sort, and against SQL.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "etl/gather.h"
#include "etl/testing/harness.h"
#include "runtime/order_verifier.h"
#include "runtime/sort/sorted_stream.h"
#include "tests/property/oracle.h"
#include "tests/property/random_rows.h"

namespace etl::property {
namespace {

using runtime::MemoryBudget, runtime::OrderVerifier, runtime::SortedStream, runtime::StepMemory;

// Whether a stands before b, for two values of one type: the canonical order in the plainest way.
bool ValueBefore(const Column& c, std::int64_t a, std::int64_t b) {
  switch (c.type().id) {
    case TypeId::kBool:
      return !c.BoolAt(a) && c.BoolAt(b);
    case TypeId::kFloat64: {
      const double x = c.Float64At(a), y = c.Float64At(b);
      return std::isnan(y) ? !std::isnan(x) : x < y;
    }
    case TypeId::kUtf8:
    case TypeId::kBinary: {
      const std::string_view x = c.TextAt(a), y = c.TextAt(b);
      return std::lexicographical_compare(
          x.begin(), x.end(), y.begin(), y.end(), [](char p, char q) {
            return static_cast<unsigned char>(p) < static_cast<unsigned char>(q);
          });
    }
    case TypeId::kDecimal128:
      return c.DecimalAt(a) < c.DecimalAt(b);
    case TypeId::kUInt64:
      return c.UInt64At(a) < c.UInt64At(b);
    default:
      return FixedWidth(c.type()) == 4 ? c.Int32At(a) < c.Int32At(b) : c.Int64At(a) < c.Int64At(b);
  }
}

// Column i is key i of the order.
bool RowBefore(const RecordBatch& rows, const Order& order, std::size_t keys, std::int64_t a,
               std::int64_t b) {
  for (std::size_t i = 0; i < keys; ++i) {
    const Column& c = rows.column(static_cast<int>(i));
    if (c.IsNull(a) != c.IsNull(b)) return c.IsNull(a) != order[i].nulls_last;
    if (c.IsNull(a)) continue;
    if (ValueBefore(c, a, b)) return !order[i].descending;
    if (ValueBefore(c, b, a)) return order[i].descending;
  }
  return false;
}

// The rows in order, by a stable sort of their numbers by the first `keys` keys.
RecordBatch PlainSort(const RecordBatch& rows, const Order& order, std::size_t keys) {
  std::vector<std::uint32_t> numbers(static_cast<std::size_t>(rows.num_rows()));
  std::iota(numbers.begin(), numbers.end(), 0);
  std::stable_sort(numbers.begin(), numbers.end(), [&](std::uint32_t a, std::uint32_t b) {
    return RowBefore(rows, order, keys, a, b);
  });
  std::vector<RowRef> refs;
  for (const std::uint32_t number : numbers) refs.push_back({0, number});
  return GatherRows(rows.schema(), {rows}, refs);
}

struct Case {
  Order order;
  RecordBatch rows;  // the keys, then a column that numbers the rows
};

Case MakeCase(Random& random, const std::vector<DataType>& types) {
  Case made;
  std::vector<Field> fields;
  const std::int64_t keys = 1 + random.Below(3);
  for (std::int64_t i = 0; i < keys; ++i) {
    const std::string name = "k" + std::to_string(i);
    fields.push_back({name, random.Pick(types)});
    made.order.push_back({name, random.OneIn(3), random.OneIn(3)});
  }
  fields.push_back({"n", Int32(), false});
  RecordBatchBuilder builder(Schema(fields), {1 << 20, 1 << 30});
  const std::int64_t count = random.OneIn(6) ? random.Below(3) : random.Below(1200);
  for (std::int64_t row = 0; row < count; ++row) {
    for (int i = 0; i < keys; ++i) AppendRandom(random, builder.column(i));
    builder.column(static_cast<int>(keys)).Append(row);
  }
  made.rows = builder.Finish();
  return made;
}

std::string Text(const RecordBatch& rows) {
  etl::testing::Rows out;
  out.Add(rows);
  return out.text;
}

std::string Sort(Random& random, const Case& given, const RecordBatch& input, int presorted) {
  MemoryBudget budget(random.Pick(std::vector<std::int64_t>{0, 2000, 20000, 1 << 20}));
  const BatchLimits limits{1 + random.Below(300), 1 + random.Below(20000)};
  etl::testing::Rows out;
  {
    StepMemory memory(budget, 0);
    auto batches = Cut(random, input);
    std::size_t next = 0;
    SortedStream stream(
        [&]() -> std::optional<RecordBatch> {
          if (next == batches.size()) return std::nullopt;
          return batches[next++];
        },
        input.schema(), given.order, presorted, memory, limits, runtime::SpillDirectory(), {},
        static_cast<int>(1 + random.Below(4)));
    while (auto batch = stream.Next()) {
      EXPECT_GT(batch->num_rows(), 0);
      EXPECT_LE(batch->num_rows(), limits.rows);
      out.Add(std::move(*batch));
    }
  }
  EXPECT_EQ(budget.used(), 0);
  return out.text;
}

const std::vector<DataType> kAllTypes{Bool(),   Int32(),           Int64(), UInt64(), Float64(),
                                      Date32(), Decimal128(38, 3), Utf8(),  Binary(), Timestamp(),
                                      Null()};

TEST(SortProperty, AgreesWithAPlainStableSort) {
  for (std::uint64_t seed = 0; seed < 150; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    Random random(seed);
    const Case made = MakeCase(random, kAllTypes);
    const int presorted =
        static_cast<int>(random.Below(static_cast<std::int64_t>(made.order.size()) + 1));
    const RecordBatch input = PlainSort(made.rows, made.order, static_cast<std::size_t>(presorted));
    ASSERT_EQ(Sort(random, made, input, presorted),
              Text(PlainSort(made.rows, made.order, made.order.size())))
        << ToString(made.order) << ", presorted " << presorted;
  }
}

TEST(SortProperty, AgreesWithSql) {
  Oracle oracle;
  for (std::uint64_t seed = 0; seed < 60; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    Random random(seed);
    const Case made = MakeCase(random, {Bool(), Int32(), Int64(), Date32(), Utf8()});
    oracle.Load("t", made.rows);
    std::string by;
    for (const OrderKey& key : made.order)
      by += key.column + (key.descending ? " DESC" : "") +
            (key.nulls_last ? " NULLS LAST, " : " NULLS FIRST, ");
    std::string numbers;
    const std::string text = Sort(random, made, made.rows, 0);
    for (std::size_t begin = 0; begin < text.size();) {
      const std::size_t end = text.find('\n', begin);
      const std::size_t bar = text.rfind('|', end);
      numbers += text.substr(bar + 1, end - bar);
      begin = end + 1;
    }
    ASSERT_EQ(numbers, oracle.Query("SELECT n FROM t ORDER BY " + by + "n")) << by;
  }
}

// The first row of a random stream that is out of order, -1: none.
std::int64_t PlainCheck(const RecordBatch& rows, const Order& order) {
  for (std::int64_t row = 1; row < rows.num_rows(); ++row)
    if (RowBefore(rows, order, order.size(), row, row - 1)) return row;
  return -1;
}

std::int64_t Verify(Random& random, const RecordBatch& rows, const Order& order) {
  OrderVerifier verifier(rows.schema(), order);
  for (const RecordBatch& batch : Cut(random, rows))
    if (const auto found = verifier.Check(batch)) return found->row;
  return -1;
}

TEST(OrderProperty, FindsTheFirstInversion) {
  int broken = 0;
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    Random random(seed);
    const Case made = MakeCase(random, kAllTypes);
    const RecordBatch sorted = PlainSort(made.rows, made.order, made.order.size());
    ASSERT_EQ(Verify(random, sorted, made.order), -1);
    // Sorted, but for one row that was taken out and put in elsewhere.
    std::vector<RowRef> refs;
    for (std::uint32_t row = 0; row < sorted.num_rows(); ++row) refs.push_back({0, row});
    if (refs.empty()) continue;
    const auto from = random.Below(sorted.num_rows()), to = random.Below(sorted.num_rows());
    const RowRef moved = refs[static_cast<std::size_t>(from)];
    refs.erase(refs.begin() + from);
    refs.insert(refs.begin() + to, moved);
    const RecordBatch rows = GatherRows(sorted.schema(), {sorted}, refs);
    const std::int64_t expected = PlainCheck(rows, made.order);
    broken += expected >= 0;
    ASSERT_EQ(Verify(random, rows, made.order), expected);
  }
  EXPECT_GT(broken, 50) << "or nothing was tested";
}

}  // namespace
}  // namespace etl::property

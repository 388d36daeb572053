// SPDX-License-Identifier: Apache-2.0
#include "arrow/cast.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "arrow/raw_array.h"
#include "etl/arrow_bridge.h"
#include "etl/record_batch_builder.h"
#include "etl/value_text.h"

namespace etl::arrow {
namespace {

using ::testing::HasSubstr;
using testing::live_arrays;
using testing::MakeBatch;
using testing::MakeSchema;
using testing::Packed;
using testing::RawBuffer;
using testing::RawColumn;

// "type: value value ..." of a column; the batch shows the rows [offset, offset + length) of it.
std::string Cast(const RawColumn& column, std::int64_t length, std::int64_t offset = 0,
                 std::int64_t rows_before = 0) {
  ArrowSchema schema = MakeSchema({column});
  Canonicalizer canonicalizer(&schema, Level::kFull);
  schema.release(&schema);
  while (canonicalizer.rows() < rows_before) {
    ArrowArray first = MakeBatch({column}, length, offset);
    canonicalizer.Convert(&first);
  }
  ArrowArray array = MakeBatch({column}, length, offset);
  std::string out;
  {
    const RecordBatch batch = canonicalizer.Convert(&array);
    EXPECT_EQ(array.release, nullptr);
    EXPECT_EQ(batch.num_rows(), length);
    EXPECT_EQ(batch.schema()[0].type, batch.column(0).type());
    out = ToString(batch.schema()[0].type) + ":";
    for (std::int64_t row = 0; row < length; ++row) out += " " + FormatValue(batch.column(0), row);
  }
  EXPECT_EQ(live_arrays, 0);
  return out;
}

const RawBuffer kNoNulls = std::nullopt;

TEST(CastTest, NarrowIntegersWiden) {
  EXPECT_EQ(Cast({"c", 3, {kNoNulls, Packed<std::int8_t>({-128, 0, 127})}}, 3), "int: -128 0 127");
  EXPECT_EQ(Cast({"C", 2, {kNoNulls, Packed<std::uint8_t>({0, 255})}}, 2), "int: 0 255");
  EXPECT_EQ(Cast({"s", 2, {kNoNulls, Packed<std::int16_t>({-32768, 32767})}}, 2),
            "int: -32768 32767");
  EXPECT_EQ(Cast({"S", 1, {kNoNulls, Packed<std::uint16_t>({65535})}}, 1), "int: 65535");
  EXPECT_EQ(Cast({"I", 1, {kNoNulls, Packed<std::uint32_t>({4294967295U})}}, 1),
            "bigint: 4294967295");
}

TEST(CastTest, CanonicalTypesStay) {
  EXPECT_EQ(Cast({"n", 2, {}}, 2), "null: null null");
  EXPECT_EQ(Cast({"b", 3, {kNoNulls, Packed<std::uint8_t>({0b101})}}, 3), "bool: true false true");
  EXPECT_EQ(Cast({"i", 1, {kNoNulls, Packed<std::int32_t>({-7})}}, 1), "int: -7");
  EXPECT_EQ(Cast({"l", 1, {kNoNulls, Packed<std::int64_t>({-7})}}, 1), "bigint: -7");
  EXPECT_EQ(Cast({"L", 1, {kNoNulls, Packed<std::uint64_t>({~0ULL})}}, 1),
            "ubigint: 18446744073709551615");
  EXPECT_EQ(Cast({"g", 1, {kNoNulls, Packed<double>({0.5})}}, 1), "double: 0.5");
  EXPECT_EQ(Cast({"d:5,2", 1, {kNoNulls, Packed<Int128>({-12345})}}, 1), "decimal(5,2): -123.45");
  EXPECT_EQ(Cast({"tdD", 1, {kNoNulls, Packed<std::int32_t>({17199})}}, 1), "date: 2017-02-02");
  EXPECT_EQ(Cast({"u", 2, {kNoNulls, Packed<std::int32_t>({0, 1, 4}), "añb"}}, 2), "string: a ñb");
}

TEST(CastTest, CanonicalColumnsAreShared) {
  const RawColumn text{"u", 2, {kNoNulls, Packed<std::int32_t>({0, 1, 2}), "ab"}};
  const RawColumn number{"s", 2, {kNoNulls, Packed<std::int16_t>({1, 2})}};
  ArrowSchema schema = MakeSchema({text, number});
  Canonicalizer canonicalizer(&schema);
  schema.release(&schema);
  ArrowArray array = MakeBatch({text, number}, 2);
  const void* buffer = array.children[0]->buffers[2];
  std::optional<RecordBatch> batch = canonicalizer.Convert(&array);
  EXPECT_EQ(static_cast<const void*>(batch->column(0).TextAt(0).data()), buffer);
  const Column kept = batch->column(0), cast = batch->column(1);
  batch.reset();
  EXPECT_EQ(kept.TextAt(1), "b");  // a column keeps the plugin's whole batch alive
  EXPECT_EQ(cast.Int32At(1), 2);
  EXPECT_GT(live_arrays, 0);
}

TEST(CastTest, FloatsWiden) {
  EXPECT_EQ(Cast({"f", 2, {kNoNulls, Packed<float>({0.1F, -2.5F})}}, 2),
            "double: 0.10000000149011612 -2.5");
  // 1, -2, the largest, the smallest subnormal, the smallest normal
  const RawColumn half{
      "e", 5, {kNoNulls, Packed<std::uint16_t>({0x3c00, 0xc000, 0x7bff, 0x0001, 0x0400})}};
  EXPECT_EQ(Cast(half, 5), "double: 1 -2 65504 5.960464477539063e-08 6.103515625e-05");
}

TEST(CastTest, HalfInfinityAndNan) {
  const RawColumn half{"e", 3, {kNoNulls, Packed<std::uint16_t>({0x7c00, 0xfc00, 0x7e01})}};
  ArrowSchema schema = MakeSchema({half});
  Canonicalizer canonicalizer(&schema);
  schema.release(&schema);
  ArrowArray array = MakeBatch({half}, 3);
  const RecordBatch batch = canonicalizer.Convert(&array);
  EXPECT_EQ(batch.column(0).Float64At(0), std::numeric_limits<double>::infinity());
  EXPECT_EQ(batch.column(0).Float64At(1), -std::numeric_limits<double>::infinity());
  EXPECT_TRUE(std::isnan(batch.column(0).Float64At(2)));
}

TEST(CastTest, LargeTextAndBinary) {
  EXPECT_EQ(Cast({"U", 3, {kNoNulls, Packed<std::int64_t>({2, 3, 3, 5}), "..abc"}}, 3),
            "string: a  bc");
  EXPECT_EQ(Cast({"Z", 1, {kNoNulls, Packed<std::int64_t>({0, 2}), std::string("\xff\x00", 2)}}, 1)
                .substr(0, 7),
            "binary:");
}

RawBuffer Views(const std::vector<std::string>& inlined, std::initializer_list<std::int32_t> more) {
  std::string views;
  for (const std::string& text : inlined) {
    const auto size = static_cast<std::int32_t>(text.size());
    views.append(reinterpret_cast<const char*>(&size), 4);
    views += text + std::string(12 - text.size(), '\0');
  }
  const RawBuffer packed = Packed<std::int32_t>(more);
  return views + *packed;
}

TEST(CastTest, Views) {
  const RawColumn views{"vu",
                        3,
                        {kNoNulls, Views({"", "twelve chars"}, {13, 0, 1, 2}), "unused",
                         "..thirteen byte", Packed<std::int64_t>({6, 15})}};
  EXPECT_EQ(Cast(views, 3), "string:  twelve chars thirteen byte");
  const RawColumn inlined{"vz", 1, {kNoNulls, Views({"ab"}, {}), Packed<std::int64_t>({})}};
  EXPECT_THAT(Cast(inlined, 1), HasSubstr("binary: "));
}

TEST(CastTest, FixedBinary) {
  const RawColumn fixed{"w:2", 3, {Packed<std::uint8_t>({0b101}), "abXXef"}, 1};
  ArrowSchema schema = MakeSchema({fixed});
  Canonicalizer canonicalizer(&schema);
  schema.release(&schema);
  ArrowArray array = MakeBatch({fixed}, 3);
  const RecordBatch batch = canonicalizer.Convert(&array);
  EXPECT_EQ(batch.schema()[0].type, Binary());
  EXPECT_EQ(batch.column(0).TextAt(0), "ab");
  EXPECT_TRUE(batch.column(0).IsNull(1));
  EXPECT_EQ(batch.column(0).TextAt(2), "ef");
  EXPECT_EQ(Cast({"w:0", 2, {kNoNulls, std::nullopt}}, 2).substr(0, 7), "binary:");
}

TEST(CastTest, DictionariesOfEveryIndexType) {
  auto words = std::make_shared<RawColumn>(RawColumn{
      "U", 3, {Packed<std::uint8_t>({0b011}), Packed<std::int64_t>({0, 2, 4, 4}), "noya"}, 1});
  const auto check = [&](const char* format, RawBuffer indices) {
    // Row 1 is null itself; row 3 points at a null entry.
    RawColumn column{format, 4, {Packed<std::uint8_t>({0b1101}), std::move(indices)}, 1};
    column.dictionary = words;
    EXPECT_EQ(Cast(column, 4), "string: ya null no null") << format;
  };
  check("c", Packed<std::int8_t>({1, -5, 0, 2}));
  check("C", Packed<std::uint8_t>({1, 200, 0, 2}));
  check("s", Packed<std::int16_t>({1, -5, 0, 2}));
  check("S", Packed<std::uint16_t>({1, 500, 0, 2}));
  check("i", Packed<std::int32_t>({1, -5, 0, 2}));
  check("I", Packed<std::uint32_t>({1, 500, 0, 2}));
  check("l", Packed<std::int64_t>({1, -5, 0, 2}));
  check("L", Packed<std::uint64_t>({1, ~0ULL, 0, 2}));
}

TEST(CastTest, DictionaryOfTimesWithOffsets) {
  RawColumn column{"c", 3, {kNoNulls, Packed<std::int8_t>({9, 0, 1, 0})}, 0, 1};
  column.dictionary = std::make_shared<RawColumn>(
      RawColumn{"tDs", 2, {kNoNulls, Packed<std::int64_t>({99, 1, 2})}, 0, 1});
  EXPECT_EQ(Cast(column, 2, 1), "time: 00:00:02 00:00:01");
}

TEST(CastTest, TimesOfEveryUnit) {
  EXPECT_EQ(Cast({"tdm", 2, {kNoNulls, Packed<std::int64_t>({86'400'000, -86'400'000})}}, 2),
            "date: 1970-01-02 1969-12-31");
  EXPECT_EQ(Cast({"tss:", 1, {kNoNulls, Packed<std::int64_t>({-1})}}, 1),
            "timestamp: 1969-12-31T23:59:59");
  EXPECT_EQ(Cast({"tsm:", 1, {kNoNulls, Packed<std::int64_t>({1})}}, 1),
            "timestamp: 1970-01-01T00:00:00.001000");
  EXPECT_EQ(Cast({"tsn:", 1, {kNoNulls, Packed<std::int64_t>({-1000})}}, 1),
            "timestamp: 1969-12-31T23:59:59.999999");
  EXPECT_EQ(Cast({"tsu:Europe/Paris", 1, {kNoNulls, Packed<std::int64_t>({0})}}, 1),
            "timestamptz: 1970-01-01T00:00:00Z");
  EXPECT_EQ(Cast({"tsn:+02:00", 1, {kNoNulls, Packed<std::int64_t>({0})}}, 1),
            "timestamptz: 1970-01-01T00:00:00Z");
  EXPECT_EQ(Cast({"tts", 1, {kNoNulls, Packed<std::int32_t>({3661})}}, 1), "time: 01:01:01");
  EXPECT_EQ(Cast({"ttm", 1, {kNoNulls, Packed<std::int32_t>({1})}}, 1), "time: 00:00:00.001000");
  EXPECT_EQ(Cast({"ttu", 1, {kNoNulls, Packed<std::int64_t>({1})}}, 1), "time: 00:00:00.000001");
  EXPECT_EQ(Cast({"ttn", 1, {kNoNulls, Packed<std::int64_t>({1000})}}, 1), "time: 00:00:00.000001");
  EXPECT_EQ(Cast({"tDs", 1, {kNoNulls, Packed<std::int64_t>({-1})}}, 1), "time: -00:00:01");
  EXPECT_EQ(Cast({"tDm", 1, {kNoNulls, Packed<std::int64_t>({1})}}, 1), "time: 00:00:00.001000");
  EXPECT_EQ(Cast({"tDn", 1, {kNoNulls, Packed<std::int64_t>({1000})}}, 1), "time: 00:00:00.000001");
}

void ExpectLoss(const RawColumn& column, std::int64_t rows, std::int64_t row,
                std::int64_t rows_before = 0) {
  try {
    Cast(column, rows, 0, rows_before);
    ADD_FAILURE() << column.format;
  } catch (const DataError& error) {
    EXPECT_EQ(error.row(), row) << error.what();
    EXPECT_EQ(error.column(), "x");
    EXPECT_THAT(error.what(), HasSubstr("column `x`: "));
    EXPECT_THAT(error.what(),
                AnyOf(HasSubstr("does not fit"), HasSubstr("has a finer part, which would be lost")));
  }
  EXPECT_EQ(live_arrays, 0);
}

TEST(CastTest, LossIsAnErrorWithItsRow) {
  ExpectLoss({"tdm", 2, {kNoNulls, Packed<std::int64_t>({0, 86'400'001})}}, 2, 1);
  ExpectLoss({"tdm", 1, {kNoNulls, Packed<std::int64_t>({INT64_MAX / 86'400'000 * 86'400'000})}}, 1,
             0);
  ExpectLoss({"tsn:", 2, {kNoNulls, Packed<std::int64_t>({1000, 1001})}}, 2, 1);
  ExpectLoss({"tss:", 1, {kNoNulls, Packed<std::int64_t>({INT64_MAX})}}, 1, 0);
  ExpectLoss({"tDm", 1, {kNoNulls, Packed<std::int64_t>({INT64_MIN / 10})}}, 1, 0);
  ExpectLoss({"ttn", 1, {kNoNulls, Packed<std::int64_t>({1})}}, 1, 0);
}

TEST(CastTest, RowsCountThroughTheStream) {
  const RawColumn good{"tdm", 2, {kNoNulls, Packed<std::int64_t>({0, 0})}};
  const RawColumn bad{"tdm", 2, {kNoNulls, Packed<std::int64_t>({0, 1})}};
  ArrowSchema schema = MakeSchema({good});
  Canonicalizer canonicalizer(&schema);
  schema.release(&schema);
  ArrowArray first = MakeBatch({good}, 2), second = MakeBatch({bad}, 2);
  canonicalizer.Convert(&first);
  try {
    canonicalizer.Convert(&second);
    ADD_FAILURE();
  } catch (const DataError& error) {
    EXPECT_EQ(error.row(), 3);
  }
  EXPECT_EQ(second.release, nullptr);
  EXPECT_EQ(live_arrays, 0);
}

TEST(CastTest, SlicesOfParentAndChild) {
  // Child offset 2 and batch offset 1: the batch begins at index 3.
  const RawBuffer valid = Packed<std::uint8_t>({0b01110111});
  EXPECT_EQ(Cast({"i", 4, {valid, Packed<std::int32_t>({0, 1, 2, 3, 4, 5})}, -1, 2}, 3, 1),
            "int: null 4 5");
  EXPECT_EQ(Cast({"s", 4, {valid, Packed<std::int16_t>({0, 1, 2, 3, 4, 5})}, -1, 2}, 3, 1),
            "int: null 4 5");
  EXPECT_EQ(Cast({"b", 4, {valid, Packed<std::uint8_t>({0b010000})}, -1, 2}, 3, 1),
            "bool: null true false");
  const RawBuffer offsets32 = Packed<std::int32_t>({0, 1, 2, 3, 3, 5, 6});
  EXPECT_EQ(Cast({"u", 4, {valid, offsets32, "abcdef"}, -1, 2}, 3, 1), "string: null de f");
  const RawBuffer offsets64 = Packed<std::int64_t>({0, 1, 2, 3, 3, 5, 6});
  EXPECT_EQ(Cast({"U", 4, {valid, offsets64, "abcdef"}, -1, 2}, 3, 1), "string: null de f");
  EXPECT_EQ(Cast({"n", 4, {}, 0, 2}, 3, 1), "null: null null null");
}

TEST(CastTest, MisalignedBuffersAreCopied) {
  RawColumn number{"l", 2, {kNoNulls, Packed<std::int64_t>({5, 6})}};
  number.misalign = 1;
  EXPECT_EQ(Cast(number, 2), "bigint: 5 6");
  RawColumn text{"u", 2, {kNoNulls, Packed<std::int32_t>({0, 1, 2}), "ab"}};
  text.misalign = 3;
  EXPECT_EQ(Cast(text, 2), "string: a b");
  RawColumn decimal{"d:38,0", 1, {kNoNulls, Packed<Int128>({42})}};
  decimal.misalign = 5;
  EXPECT_EQ(Cast(decimal, 1), "decimal(38,0): 42");
}

TEST(CastTest, EmptyTextWithoutABuffer) {
  EXPECT_EQ(Cast({"u", 2, {kNoNulls, Packed<std::int32_t>({0, 0, 0}), std::nullopt}}, 2),
            "string:  ");
  EXPECT_EQ(Cast({"u", 0, {kNoNulls, std::nullopt, std::nullopt}}, 0), "string:");
  EXPECT_EQ(Cast({"i", 0, {kNoNulls, std::nullopt}}, 0), "int:");
}

TEST(CastTest, NullRowsMayHoldAnything) {
  // Half a character in a null row, and the rest of it in the next null row.
  const RawColumn text{"u",
                       3,
                       {Packed<std::uint8_t>({0b100}), Packed<std::int32_t>({0, 1, 2, 3}),
                        "\xc3\x28"
                        "a"},
                       2};
  EXPECT_EQ(Cast(text, 3), "string: null null a");
}

TEST(CastTest, MetadataFollows) {
  Field field{"x", Utf8(), false, 50, "varchar(50)"};
  ArrowSchema schema;
  ExportSchema(Schema({field}), &schema);
  EXPECT_EQ(Canonicalizer(&schema).schema()[0], field);
  schema.release(&schema);
}

TEST(CastTest, TypesThatCannotBeCarriedAreNamed) {
  constexpr std::pair<const char*, const char*> cases[] = {{"+l", "list"},
                                                           {"+L", "list"},
                                                           {"+w:3", "fixed-size list"},
                                                           {"+s", "struct"},
                                                           {"+m", "map"},
                                                           {"+ud:1", "union"},
                                                           {"+vl", "list view"},
                                                           {"+r", "run-end"},
                                                           {"d:40,2,256", "decimal"},
                                                           {"d:5,-2", "decimal"},
                                                           {"tiM", "calendar span"},
                                                           {"?", "unknown"},
                                                           {"tsx:", "unknown"},
                                                           {"w:-1", "unknown"},
                                                           {"w:2x", "unknown"},
                                                           {"", "unknown"}};
  for (const auto& [format, name] : cases) {
    RawColumn column{format, 0, {}};
    column.name = "payload";
    ArrowSchema schema = MakeSchema({column});
    try {
      Canonicalizer canonicalizer(&schema);
      ADD_FAILURE() << format;
    } catch (const ConfigError& error) {
      EXPECT_THAT(error.what(), HasSubstr("column `payload` has the Arrow type "));
      EXPECT_THAT(error.what(), HasSubstr(name));
      EXPECT_FALSE(error.hint().empty());
    }
    schema.release(&schema);
  }
}

}  // namespace
}  // namespace etl::arrow

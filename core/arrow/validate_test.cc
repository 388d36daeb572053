// SPDX-License-Identifier: Apache-2.0
#include "arrow/validate.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>

#include "arrow/raw_array.h"
#include "etl/decimal.h"

namespace etl::arrow {
namespace {

using ::testing::HasSubstr;
using testing::live_arrays;
using testing::MakeBatch;
using testing::MakeSchema;
using testing::Packed;
using testing::RawBuffer;
using testing::RawColumn;

std::string Complaint(const std::function<void()>& body) {
  try {
    body();
  } catch (const PluginFault& fault) {
    EXPECT_EQ(fault.status(), ETL_INTERNAL_ERROR);
    return fault.what();
  }
  return "accepted";
}

std::string Check(const RawColumn& column, std::int64_t length, Level level = Level::kText,
                  std::int64_t offset = 0) {
  ArrowSchema schema = MakeSchema({column});
  const std::vector<ColumnLayout> columns = ReadLayout(&schema);
  schema.release(&schema);
  ArrowArray batch = MakeBatch({column}, length, offset);
  const std::string complaint =
      Complaint([&] { ValidateBatch(&batch, columns, level, /*first_row=*/100); });
  batch.release(&batch);
  EXPECT_EQ(live_arrays, 0);
  return complaint;
}

const RawBuffer kNoNulls = std::nullopt;

RawColumn Ints(std::int64_t length = 3) {
  return {"i", length, {kNoNulls, Packed<std::int32_t>({1, 2, 3})}};
}
RawColumn Text(std::initializer_list<std::int32_t> offsets, std::string bytes) {
  return {"u",
          static_cast<std::int64_t>(offsets.size()) - 1,
          {kNoNulls, Packed<std::int32_t>(offsets), std::move(bytes)}};
}
template <typename Change>
RawColumn With(RawColumn column, Change&& change) {
  change(column);
  return column;
}

TEST(ValidateTest, GoodOnesPass) {
  EXPECT_EQ(Check(Ints(), 3, Level::kFull), "accepted");
  EXPECT_EQ(Check(Text({0, 1, 3}, "añ"), 2, Level::kFull), "accepted");
  EXPECT_EQ(Check(Ints(), 2, Level::kFull, 1), "accepted");
}

TEST(ValidateTest, CountsThatContradict) {
  EXPECT_THAT(Check(Ints(2), 3), HasSubstr("column `x`: an array of 2 rows in a batch of 3"));
  EXPECT_THAT(Check(Ints(), 3, Level::kShape, 1), HasSubstr("3 rows in a batch of 4"));
  EXPECT_THAT(Check(Ints(-1), 0), HasSubstr("an array of -1 rows"));
  EXPECT_THAT(Check(Ints(INT64_MAX), 3), HasSubstr("an array of 9223372036854775807 rows"));
  const auto at = [](std::int64_t offset) {
    return With(Ints(), [=](RawColumn& column) { column.offset = offset; });
  };
  EXPECT_THAT(Check(at(-1), 3), HasSubstr("from row -1 on"));
  EXPECT_THAT(Check(at(INT64_MAX), 3), HasSubstr("from row 9223372036854775807 on"));
  const auto nulls = [](std::int64_t count) {
    return With(Ints(), [=](RawColumn& column) { column.null_count = count; });
  };
  EXPECT_THAT(Check(nulls(-2), 3), HasSubstr("-2 nulls in 3 rows"));
  EXPECT_THAT(Check(nulls(4), 3), HasSubstr("4 nulls in 3 rows"));
  EXPECT_THAT(Check(nulls(1), 3), HasSubstr("1 nulls, but no validity buffer"));
  EXPECT_EQ(Check(nulls(-1), 3), "accepted");  // unknown, and there are none
}

TEST(ValidateTest, BuffersThatAreMissing) {
  const auto change = [](auto set) { return Check(With(Ints(), set), 3); };
  EXPECT_THAT(change([](RawColumn& column) { column.n_buffers = 1; }),
              HasSubstr("1 buffers, the type i has 2"));
  EXPECT_THAT(change([](RawColumn& column) { column.n_buffers = 3; }), HasSubstr("3 buffers"));
  EXPECT_THAT(change([](RawColumn& column) { column.n_buffers = INT64_MAX; }),
              HasSubstr("buffers"));
  EXPECT_THAT(change([](RawColumn& column) { column.no_buffers = true; }),
              HasSubstr("its buffers are missing"));
  EXPECT_THAT(change([](RawColumn& column) { column.buffers[1].reset(); }),
              HasSubstr("its values are missing"));
  EXPECT_THAT(change([](RawColumn& column) { column.n_children = 1; }), HasSubstr("it has 1 children, a plain column has none"));
  EXPECT_THAT(change([](RawColumn& column) { column.released = true; }), HasSubstr("was released"));
  EXPECT_THAT(change([](RawColumn& column) { column.no_array = true; }), HasSubstr("is missing"));
  EXPECT_THAT(Check({"u", 1, {kNoNulls, kNoNulls, "a"}}, 1), HasSubstr("its offsets are missing"));
  EXPECT_THAT(Check({"u", 1, {kNoNulls, Packed<std::int32_t>({0, 1}), kNoNulls}}, 1),
              HasSubstr("1 bytes of text, but no buffer"));
}

TEST(ValidateTest, EndsOfTextAtTheCheapLevel) {
  EXPECT_THAT(Check(Text({-1, 1}, "a"), 1, Level::kShape),
              HasSubstr("begins at offset -1 and ends at offset 1"));
  EXPECT_THAT(Check(Text({3, 2}, "abc"), 1, Level::kShape), HasSubstr("begins at offset 3"));
  EXPECT_THAT(Check({"U", 1, {kNoNulls, Packed<std::int64_t>({0, -1}), "a"}}, 1, Level::kShape),
              HasSubstr("ends at offset -1"));
}

TEST(ValidateTest, OffsetsOfEveryRow) {
  EXPECT_THAT(Check(Text({0, 9, 2}, "ab"), 2),
              HasSubstr("row 100: offset 9 lies past the end of the text, 2"));
  EXPECT_THAT(Check(Text({0, 2, 1, 2}, "ab"), 3),
              HasSubstr("row 101: its text begins at offset 2 and ends at offset 1"));
  EXPECT_THAT(Check(Text({0, -5, 2}, "ab"), 2), HasSubstr("row 100"));
  EXPECT_THAT(Check({"Z", 2, {kNoNulls, Packed<std::int64_t>({0, 1LL << 40, 2}), "ab"}}, 2),
              HasSubstr("offset 1099511627776 lies past"));
}

TEST(ValidateTest, OffsetsOfNullRowsCountToo) {
  RawColumn column = Text({0, 9, 2}, "ab");
  column.buffers[0] = Packed<std::uint8_t>({0b10});
  column.null_count = 1;
  EXPECT_THAT(Check(column, 2), HasSubstr("offset 9 lies past"));
}

TEST(ValidateTest, TextMustBeUtf8) {
  EXPECT_THAT(Check(Text({0, 1, 3}, "a\xc3\x28"), 2),
              HasSubstr("row 101: text that is not UTF-8: '?('"));
  EXPECT_THAT(Check(Text({0, 3}, "\xed\xa0\x80"), 1), HasSubstr("row 100"));  // a surrogate
  EXPECT_THAT(Check(Text({0, 2}, "\xc0\x80"), 1), HasSubstr("not UTF-8"));    // overlong
  // The bytes of all rows are UTF-8, but a character is cut in two.
  EXPECT_THAT(Check(Text({0, 1, 2}, "\xc3\xa9"), 2), HasSubstr("row 100: text that is not UTF-8"));
  EXPECT_EQ(Check(With(Text({0, 1}, "\xff"), [](RawColumn& c) { c.format = "z"; }), 1), "accepted");
}

RawBuffer View(std::int32_t size, std::int32_t prefix, std::int32_t buffer, std::int32_t offset) {
  return Packed<std::int32_t>({size, prefix, buffer, offset});
}

TEST(ValidateTest, Views) {
  const auto check = [](RawBuffer view, std::int64_t size = 15) {
    return Check(
        {"vu", 1, {kNoNulls, std::move(view), "fifteen letters", Packed<std::int64_t>({size})}}, 1);
  };
  EXPECT_EQ(check(View(15, 0, 0, 0)), "accepted");
  EXPECT_THAT(check(View(-1, 0, 0, 0)), HasSubstr("row 100: a text of -1 bytes"));
  EXPECT_THAT(check(View(15, 0, 1, 0)), HasSubstr("buffer 1 of 1"));
  EXPECT_THAT(check(View(15, 0, -1, 0)), HasSubstr("buffer -1 of 1"));
  EXPECT_THAT(check(View(15, 0, 0, 1)), HasSubstr("15 bytes at offset 1 lie past the end"));
  EXPECT_THAT(check(View(15, 0, 0, -1)), HasSubstr("offset -1"));
  EXPECT_THAT(check(View(15, 0, 0, INT32_MAX)), HasSubstr("lie past"));
  EXPECT_THAT(check(View(INT32_MAX, 0, 0, 0)), HasSubstr("lie past"));
  EXPECT_THAT(check(View(15, 0, 0, 0), -1), HasSubstr("lie past"));
  EXPECT_THAT(check(View(2, 0x28c3, 0, 0)), HasSubstr("not UTF-8"));
  EXPECT_THAT(Check({"vu", 1, {kNoNulls, View(1, 97, 0, 0)}}, 1), HasSubstr("2 buffers"));
}

RawColumn Dictionary(std::initializer_list<std::int8_t> indices, RawColumn values) {
  RawColumn column{"c", static_cast<std::int64_t>(indices.size()), {kNoNulls, Packed(indices)}};
  column.dictionary = std::make_shared<RawColumn>(std::move(values));
  return column;
}

TEST(ValidateTest, Dictionaries) {
  EXPECT_EQ(Check(Dictionary({0, 1}, Text({0, 1, 2}, "ab")), 2), "accepted");
  EXPECT_THAT(Check(Dictionary({0, 2}, Text({0, 1, 2}, "ab")), 2),
              HasSubstr("row 101: index 2 into a dictionary of 2 entries"));
  EXPECT_THAT(Check(Dictionary({-1}, Text({0, 1}, "a")), 1), HasSubstr("index -1"));
  EXPECT_THAT(Check(Dictionary({0}, Text({0, 1}, "\xff")), 1),
              HasSubstr("dictionary entry 0: text that is not UTF-8"));
  EXPECT_THAT(
      Check(With(Dictionary({0}, Ints()), [](RawColumn& c) { c.no_dictionary_array = true; }), 1),
      HasSubstr("no dictionary"));
  EXPECT_THAT(
      Check(With(Dictionary({0}, Ints()), [](RawColumn& c) { c.dictionary->released = true; }), 1),
      HasSubstr("its dictionary was released"));
}

TEST(ValidateTest, NullsInAColumnThatHasNone) {
  RawColumn column = Ints();
  column.nullable = false;
  EXPECT_EQ(Check(column, 3), "accepted");
  column.buffers[0] = Packed<std::uint8_t>({0b101});
  column.null_count = 1;
  EXPECT_THAT(Check(column, 3, Level::kShape), HasSubstr("1 nulls, though its schema says"));
  column.null_count = -1;
  EXPECT_THAT(Check(column, 3), HasSubstr("row 101: null, though its schema says that it has none"));
  EXPECT_EQ(Check(column, 1, Level::kText, 2), "accepted");  // the null is outside of the slice
  RawColumn entry = Dictionary({0}, Ints());
  entry.nullable = false;
  entry.dictionary->buffers[0] = Packed<std::uint8_t>({0b110});
  entry.dictionary->null_count = 1;
  EXPECT_THAT(Check(entry, 1), HasSubstr("row 100: null"));
  EXPECT_THAT(Check(With(RawColumn{"n", 1, {}}, [](RawColumn& c) { c.nullable = false; }), 1),
              HasSubstr("it is of type null, though its schema says that it has no nulls"));
}

TEST(ValidateTest, OnlyTheFullLevelCounts) {
  RawColumn column = Ints();
  column.buffers[0] = Packed<std::uint8_t>({0b101});
  column.null_count = 2;
  EXPECT_EQ(Check(column, 3), "accepted");
  EXPECT_THAT(Check(column, 3, Level::kFull), HasSubstr("it says that it has 2 nulls, and has 1"));
  const RawColumn decimal{"d:3,1", 2, {kNoNulls, Packed<Int128>({-999, 1000})}};
  EXPECT_EQ(Check(decimal, 2), "accepted");
  EXPECT_THAT(Check(decimal, 2, Level::kFull), HasSubstr("row 101: a value of more than 3 digits"));
}

TEST(ValidateTest, TheBatchItself) {
  ArrowSchema schema = MakeSchema({Ints()});
  const std::vector<ColumnLayout> columns = ReadLayout(&schema);
  schema.release(&schema);
  const auto check = [&](const std::function<void(ArrowArray&)>& change,
                         RawBuffer validity = std::nullopt, std::int64_t nulls = 0) {
    ArrowArray batch = MakeBatch({Ints()}, 3, 0, std::move(validity), nulls);
    ArrowArray changed = batch;
    change(changed);
    const std::string complaint =
        Complaint([&] { ValidateBatch(&changed, columns, Level::kText); });
    batch.release(&batch);
    return complaint;
  };
  EXPECT_THAT(check([](ArrowArray& a) { a.length = -1; }), HasSubstr("a batch of -1 rows"));
  EXPECT_THAT(check([](ArrowArray& a) { a.length = INT64_MAX; }), HasSubstr("a batch of 92233"));
  EXPECT_THAT(check([](ArrowArray& a) { a.offset = INT64_MAX; }), HasSubstr("from row 92233"));
  EXPECT_THAT(check([](ArrowArray& a) { a.n_children = 2; }), HasSubstr("2 columns, its schema"));
  EXPECT_THAT(check([](ArrowArray& a) { a.n_children = -1; }), HasSubstr("-1 columns"));
  EXPECT_THAT(check([](ArrowArray& a) { a.children = nullptr; }), HasSubstr("columns"));
  EXPECT_THAT(check([](ArrowArray& a) { a.n_buffers = 2; }), HasSubstr("struct"));
  EXPECT_THAT(check([](ArrowArray& a) { a.buffers = nullptr; }), HasSubstr("struct"));
  EXPECT_THAT(check([](ArrowArray& a) { a.release = nullptr; }), HasSubstr("released"));
  EXPECT_THAT(check([](ArrowArray& a) { a.null_count = 4; }), HasSubstr("4 nulls in a batch of 3"));
  const RawBuffer bits = Packed<std::uint8_t>({0b101});
  EXPECT_THAT(check([](ArrowArray&) {}, bits, 1), HasSubstr("row 1 is null as a whole"));
  EXPECT_THAT(check([](ArrowArray&) {}, bits, -1), HasSubstr("row 1 is null as a whole"));
  EXPECT_EQ(check([](ArrowArray&) {}, Packed<std::uint8_t>({0b111}), -1), "accepted");
}

TEST(ValidateTest, Schemas) {
  const auto check = [](const std::function<void(ArrowSchema&)>& change) {
    ArrowSchema schema = MakeSchema({Ints(), Text({0}, "")});
    ArrowSchema changed = schema;
    ArrowSchema* children[] = {schema.children[0], schema.children[1]};
    changed.children = children;
    ArrowSchema second = *children[1];
    children[1] = &second;
    change(changed);
    const std::string complaint = Complaint([&] { ValidateSchema(&changed); });
    schema.release(&schema);
    return complaint;
  };
  EXPECT_EQ(check([](ArrowSchema&) {}), "accepted");
  EXPECT_THAT(check([](ArrowSchema& s) { s.release = nullptr; }), HasSubstr("released"));
  EXPECT_THAT(check([](ArrowSchema& s) { s.format = nullptr; }), HasSubstr("without a format"));
  EXPECT_THAT(check([](ArrowSchema& s) { s.format = "i"; }), HasSubstr("'i', not a struct"));
  EXPECT_THAT(check([](ArrowSchema& s) { s.n_children = -1; }), HasSubstr("-1 columns"));
  EXPECT_THAT(check([](ArrowSchema& s) { s.n_children = INT64_MAX; }), HasSubstr("columns"));
  EXPECT_THAT(check([](ArrowSchema& s) { s.children = nullptr; }), HasSubstr("2 columns"));
  EXPECT_THAT(check([](ArrowSchema& s) { s.children[1] = nullptr; }), HasSubstr("1 of the schema"));
  EXPECT_THAT(check([](ArrowSchema& s) { s.children[1]->format = nullptr; }),
              HasSubstr("column 1 of the schema has no format"));
  EXPECT_THAT(check([](ArrowSchema& s) { s.children[1]->name = "\xff"; }), HasSubstr("not UTF-8"));
  EXPECT_EQ(check([](ArrowSchema& s) { s.children[1]->name = nullptr; }), "accepted");
  EXPECT_THAT(Complaint([] { ValidateSchema(nullptr); }), HasSubstr("no schema"));
}

TEST(ValidateTest, MetadataOfImpossibleLength) {
  RawColumn column = Ints();
  for (std::int32_t count : {-1, INT32_MAX}) {
    column.metadata = *Packed<std::int32_t>({count});
    ArrowSchema schema = MakeSchema({column});
    EXPECT_THAT(Complaint([&] { ReadLayout(&schema); }), HasSubstr("column `x`: metadata"));
    schema.release(&schema);
  }
}

TEST(ValidateTest, DictionaryWithoutAnIndex) {
  for (const char* format : {"u", "g", "tdD", "tsu:"}) {
    RawColumn column{format, 0, {}};
    column.dictionary = std::make_shared<RawColumn>(Ints());
    ArrowSchema schema = MakeSchema({column});
    EXPECT_THAT(Complaint([&] { ReadLayout(&schema); }), HasSubstr("a dictionary with indices"));
    schema.release(&schema);
  }
}

}  // namespace
}  // namespace etl::arrow

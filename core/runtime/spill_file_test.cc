// SPDX-License-Identifier: Apache-2.0
#include "runtime/spill_file.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/resource.h>
#include <unistd.h>

#include <filesystem>
#include <utility>

#include "etl/testing/harness.h"

namespace etl::runtime {
namespace {

using etl::testing::MakeBatch;
using ::testing::HasSubstr;

const Schema& EveryType() {
  static const Schema schema{
      {"bool", Bool()},      {"i32", Int32()},          {"i64", Int64()},
      {"u64", UInt64()},     {"f64", Float64()},        {"dec", Decimal128(20, 2)},
      {"text", Utf8()},      {"bin", Binary()},         {"day", Date32()},
      {"time", Timestamp()}, {"zoned", TimestampUtc()}, {"span", Duration()},
      {"none", Null()}};
  return schema;
}

// Rows that differ in every column, each third one null.
RecordBatch Sample(int rows) {
  RecordBatchBuilder builder(EveryType());
  for (int row = 0; row < rows; ++row) {
    for (int i = 0; i < EveryType().size(); ++i) {
      ColumnBuilder& column = builder.column(i);
      if ((row + i) % 3 == 0 || i == 12)
        column.AppendNull();
      else if (i == 0)
        column.AppendBool(row % 2 == 0);
      else if (i == 4)
        column.AppendFloat64(row / 4.0);
      else if (i == 5)
        column.AppendDecimal(-row);
      else if (IsVariable(column.type()))
        column.AppendText(std::string(static_cast<std::size_t>(row % 20), 'x') +
                          std::to_string(row));
      else
        column.Append(row);
    }
  }
  return builder.Finish();
}

std::string Text(const RecordBatch& batch) {
  etl::testing::Rows rows;
  rows.Add(batch);
  return rows.text;
}

std::string ErrorOf(const std::function<void()>& body) {
  try {
    body();
  } catch (const EnvironmentError& error) {
    return std::string(error.what()) + " | " + error.hint();
  }
  return "no error";
}

TEST(SpillFile, KeepsEverySliceOfEveryType) {
  SpillFile file{SpillDirectory()};
  const RecordBatch sample = Sample(70);
  std::vector<std::pair<SpillFile::Block, std::string>> written;
  for (std::int64_t begin : {0, 1, 7, 8, 9, 63})
    for (std::int64_t length : {0, 1, 2, 7}) {
      const RecordBatch slice = sample.Slice(begin, length);
      written.emplace_back(file.Append(slice), Text(slice));
    }
  for (const auto& [block, text] : written)
    EXPECT_EQ(Text(file.Read(block, EveryType())), text) << block.offset;
}

TEST(SpillFile, CompressedBlocksComeBackAsTheyWere) {
  SpillFile plain{SpillDirectory({}, SpillCodec::kNone)};
  SpillFile file{SpillDirectory({}, SpillCodec::kLz4)};
  const RecordBatch large = Sample(3000), tiny = Sample(1);
  const auto block = file.Append(large), small = file.Append(tiny);
  EXPECT_LT(block.bytes, plain.Append(large).bytes);
  EXPECT_EQ(block.encoded_bytes, plain.Append(large).bytes);
  EXPECT_EQ(Text(file.Read(block, EveryType())), Text(large));
  EXPECT_EQ(Text(file.Read(small, EveryType())), Text(tiny));
  char byte = 0;
  ASSERT_EQ(pread(file.descriptor(), &byte, 1, block.bytes / 2), 1);
  byte = static_cast<char>(byte ^ 1);
  ASSERT_EQ(pwrite(file.descriptor(), &byte, 1, block.bytes / 2), 1);
  EXPECT_THAT(ErrorOf([&] { file.Read(block, EveryType()); }), HasSubstr("not what was written"));
}

TEST(SpillFile, WritesTheSliceAndNotItsBatch) {
  SpillFile file{SpillDirectory()};
  const auto whole = file.Append(Sample(1000));
  EXPECT_LT(file.Append(Sample(1000).Slice(500, 2)).bytes, whole.bytes / 20);
}

TEST(SpillFile, WithoutColumnsOrNullsItKeepsTheRows) {
  SpillFile file{SpillDirectory()};
  EXPECT_EQ(file.Read(file.Append(RecordBatch(Schema(), {}, 5)), Schema()).num_rows(), 5);
  const Schema schema{{"n", Int32()}};
  const auto block = file.Append(MakeBatch(schema, {{"1"}, {"2"}}));
  EXPECT_FALSE(file.Read(block, schema).column(0).may_have_nulls());
}

TEST(SpillFile, ChangedBytesAreNeverReadAsData) {
  SpillFile file{SpillDirectory()};
  const auto first = file.Append(Sample(20)), second = file.Append(Sample(30));
  for (const std::int64_t at : {first.offset, first.bytes / 2, first.bytes - 1}) {
    char byte = 0;
    ASSERT_EQ(pread(file.descriptor(), &byte, 1, at), 1);
    const char flipped = static_cast<char>(byte ^ 0x10);
    ASSERT_EQ(pwrite(file.descriptor(), &flipped, 1, at), 1);
    EXPECT_THAT(ErrorOf([&] { file.Read(first, EveryType()); }), HasSubstr("not what was written"));
    ASSERT_EQ(pwrite(file.descriptor(), &byte, 1, at), 1);
  }
  EXPECT_EQ(Text(file.Read(first, EveryType())), Text(Sample(20)));
  ASSERT_EQ(ftruncate(file.descriptor(), second.offset + 8), 0);
  EXPECT_THAT(ErrorOf([&] { file.Read(second, EveryType()); }), HasSubstr("become shorter"));
}

TEST(SpillFile, AFullDiskNamesThePlaceTheBytesAndTheWayOut) {
  const SpillDirectory directory;
  SpillFile file(directory);
  const auto before = file.Append(Sample(10));
  rlimit old{};
  getrlimit(RLIMIT_FSIZE, &old);
  const auto handler = signal(SIGXFSZ, SIG_IGN);
  const rlimit tight{static_cast<rlim_t>(file.size()) + 100, old.rlim_max};
  setrlimit(RLIMIT_FSIZE, &tight);
  const std::string error = ErrorOf([&] { file.Append(Sample(5000)); });
  setrlimit(RLIMIT_FSIZE, &old);
  signal(SIGXFSZ, handler);
  EXPECT_THAT(error, HasSubstr("bytes to the spill file in " + directory.path().string()));
  EXPECT_THAT(error, HasSubstr("bytes free"));
  EXPECT_THAT(error, HasSubstr("TMPDIR"));
  EXPECT_EQ(Text(file.Read(before, EveryType())), Text(Sample(10)));
}

TEST(SpillFile, ADirectoryThatIsNotThereIsNamed) {
  EXPECT_THAT(ErrorOf([] { SpillFile file{SpillDirectory("/nowhere/at/all")}; }),
              HasSubstr("cannot create a spill file in /nowhere/at/all: No such file"));
}

TEST(SpillFile, LeavesNoName) {
  std::string name = (std::filesystem::temp_directory_path() / "spill-test-XXXXXX").string();
  ASSERT_NE(mkdtemp(name.data()), nullptr);
  {
    SpillFile file{SpillDirectory(name)};
    file.Append(Sample(10));
    EXPECT_TRUE(std::filesystem::is_empty(name));
  }
  std::filesystem::remove(name);
}

}  // namespace
}  // namespace etl::runtime

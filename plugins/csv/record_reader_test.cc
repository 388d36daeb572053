// SPDX-License-Identifier: Apache-2.0
#include "plugins/csv/record_reader.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <random>

#include "etl/testing/harness.h"
#include "plugins/csv/quote_parity.h"
#include "plugins/shared/atomic_file/scratch_directory.h"

namespace etl::csv {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

using Row = std::vector<std::string>;

class RecordReaderTest : public ::testing::Test {
 protected:
  file_input::InputFile Put(const std::string& text) {
    scratch_.Put("a.csv", text);
    return file_input::FindFiles({{(scratch_ / "a.csv").string()}, {}}, "none").at(0);
  }
  // What is left of the reader's range, at most `most` records at a time.
  void Collect(RecordReader& reader, std::size_t most, std::vector<Row>& rows) {
    std::string scratch;
    while (const Records* records = reader.Next(most, 1 << 20))
      for (std::size_t row = 0; row < records->count; ++row) {
        rows.emplace_back();
        for (std::size_t i = 0; i < records->columns; ++i)
          rows.back().emplace_back(Unquoted(records->field(row, i), '"', scratch));
      }
  }
  std::vector<Row> Whole(const std::string& text, std::size_t columns, std::size_t block,
                         Dialect dialect = {}) {
    const auto file = Put(text);
    RecordReader reader(context_, file, dialect, block);
    reader.SetColumns(columns);
    std::vector<Row> rows;
    Collect(reader, 3, rows);
    return rows;
  }
  std::string PlaceOfFault(const std::string& text, std::size_t columns = 2, Dialect dialect = {}) {
    try {
      Whole(text, columns, 64, dialect);
    } catch (const DataError& error) {
      return error.position().substr(error.position().rfind('/') + 1) + ": " + error.what();
    }
    return "no fault";
  }

  atomic_file::ScratchDirectory scratch_;
  etl::testing::Host host_;
  Context context_{host_.get()};
};

TEST_F(RecordReaderTest, CutsRecordsAtAnyBlockSize) {
  const std::string text = "1,a\n\"2\",\"b\"\"c\nd,e\"\r\n\n\r\n3,\n,\"\"\n5,last";
  for (std::size_t block = 1; block < 50; ++block)
    EXPECT_THAT(Whole(text, 2, block), ElementsAre(Row{"1", "a"}, Row{"2", "b\"c\nd,e"},
                                                   Row{"3", ""}, Row{"", ""}, Row{"5", "last"}))
        << block;
}

TEST_F(RecordReaderTest, AnEmptyLineIsARecordOfOneColumnOnly) {
  EXPECT_THAT(Whole("a\n\n\r\nb", 1, 64), ElementsAre(Row{"a"}, Row{""}, Row{""}, Row{"b"}));
  EXPECT_THAT(Whole("", 1, 64), ElementsAre());
  EXPECT_THAT(Whole("\n\n", 2, 64), ElementsAre());
}

TEST_F(RecordReaderTest, PassesOverComments) {
  const Dialect dialect{';', '"', '#'};
  for (std::size_t block : {1, 7, 100})
    EXPECT_THAT(Whole("# a \"quote\n1;#2\n#\n\"#\";\"x\n#y\"\n# end", 2, block, dialect),
                ElementsAre(Row{"1", "#2"}, Row{"#", "x\n#y"}));
}

TEST_F(RecordReaderTest, SaysWhereAFaultIs) {
  EXPECT_THAT(PlaceOfFault("1,a\n2\n"), HasSubstr("a.csv:2: a record of 1 field, where"));
  EXPECT_THAT(PlaceOfFault("1,\"a\n\n\"\n2,b,c\n"), HasSubstr("a.csv:4: a record of 3 fields"));
  EXPECT_THAT(PlaceOfFault("1,a\n2,b\"c\n"), HasSubstr("a.csv:2:4: a quote inside of a field"));
  EXPECT_THAT(PlaceOfFault("1,a\n2,\"b\" c\n"), HasSubstr("a.csv:2:6: text behind the closing"));
  EXPECT_THAT(PlaceOfFault("1,a\rb\n"), HasSubstr("a.csv:1:5: a carriage return without"));
  EXPECT_THAT(PlaceOfFault(std::string("1,a\n2,\0\n", 8)), HasSubstr("a.csv:2:3: a NUL byte"));
  EXPECT_THAT(PlaceOfFault("1,a\n2,\"b\n3,c\n"), HasSubstr("a.csv:2: the file ends within quotes"));
  EXPECT_EQ(PlaceOfFault("1,a\"b\n", 2, {',', '\0', '\0'}), "no fault");
}

TEST_F(RecordReaderTest, GivesWhatStandsBeforeAFault) {
  const auto file = Put("1,a\n2,b\n3\n");
  RecordReader reader(context_, file, {}, 64);
  reader.SetColumns(2);
  std::vector<Row> rows;
  EXPECT_THROW(Collect(reader, 10, rows), DataError);
  EXPECT_THAT(rows, ElementsAre(Row{"1", "a"}, Row{"2", "b"}));
}

TEST_F(RecordReaderTest, ReadsTheHead) {
  const auto file = Put("\xef\xbb\xbfskipped \"\n\nid,\"the \"\"name\"\"\"\n1,a\n");
  RecordReader reader(context_, file, {}, 8);
  reader.SkipByteOrderMark();
  reader.SkipLine();
  EXPECT_THAT(*reader.PeekRecord(), ElementsAre("id", "the \"name\""));
  EXPECT_THAT(*reader.TakeRecord(), ElementsAre("id", "the \"name\""));
  EXPECT_THAT(*reader.TakeRecord(), ElementsAre("1", "a"));
  EXPECT_FALSE(reader.TakeRecord());
}

TEST_F(RecordReaderTest, ARecordThatIsTooLongForTheMemoryIsAnError) {
  host_.memory_left = 100'000;
  const std::string text = "1,\"" + std::string(300'000, 'x') + "\"\n";
  EXPECT_THROW(Whole(text, 2, 1000), EnvironmentError);
  EXPECT_EQ(host_.memory_left, 100'000);
  host_.memory_left = 1'000'000;
  EXPECT_EQ(Whole(text, 2, 1000).size(), 1u);
  EXPECT_EQ(host_.memory_left, 1'000'000);
}

std::string RandomField(std::mt19937& random) {
  std::string text;
  for (unsigned left = random() % 12; left > 0; --left) text += "ab,\n\"x"[random() % 6];
  return text;
}

// However a file is cut into ranges, and however large the blocks are: the same records, each once.
TEST_F(RecordReaderTest, RangesOfAnySizeGiveAllRecordsOnce) {
  std::mt19937 random(19);
  for (int round = 0; round < 30; ++round) {
    std::string text;
    std::vector<Row> expected;
    for (unsigned left = random() % 40; left > 0; --left) {
      Row row;
      for (int column = 0; column < 3; ++column) {
        row.push_back(RandomField(random));
        std::string quoted = "\"";
        for (const char c : row.back())
          quoted += c == '"' ? std::string("\"\"") : std::string(1, c);
        const bool plain = row.back().find_first_of(",\n\"") == std::string::npos && random() % 2;
        text += (column ? "," : "") + (plain ? row.back() : quoted + "\"");
      }
      text += left == 1 && random() % 2 ? "" : random() % 2 ? "\n" : "\r\n";
      expected.push_back(row);
    }
    const auto file = Put(text);
    const auto size = static_cast<std::int64_t>(text.size());
    for (std::int64_t range = 1; range <= size + 1; range += 1 + static_cast<int>(random() % 5)) {
      RecordReader reader(context_, file, {}, 1 + random() % 64);
      reader.SetColumns(3);
      QuoteParity parity(context_, file, '"', 0);
      std::vector<Row> rows;
      for (std::int64_t begin = 0; begin < size; begin += range) {
        const std::int64_t end = std::min(begin + range, size);
        if (begin == 0)
          reader.SeekTo(0, end);
        else if (!reader.SeekInto(begin, end, parity.InsideBefore(begin - 1)))
          continue;
        Collect(reader, 1 + random() % 4, rows);
      }
      ASSERT_EQ(rows, expected) << "ranges of " << range << ":\n" << text;
    }
  }
}

// After each filling the record is looked through from its beginning.
TEST_F(RecordReaderTest, ALongRecordIsReadInFewSteps) {
  host_.memory_left = 1 << 30;
  const auto file = Put("1,\"" + std::string(8 << 20, 'x') + "\"\n2,y\n");
  for (const std::int64_t end : {-1, 2}) {  // in a range, it ends far behind
    TextBuffer buffer(context_, file, 64 * 1024, file_input::Metered::kNo);
    int fills = 0;
    while (buffer.Fill(end)) ++fills;
    EXPECT_EQ(buffer.size(), (8u << 20) + 9);
    EXPECT_LT(fills, 20);
  }
}

TEST_F(RecordReaderTest, AQuoteThatIsNeverClosedEndsAtALimit) {
  host_.memory_left = 1 << 30;
  std::string text = "1,a\n2,\"open\n";
  text.resize(TextBuffer::kMostBytes + 100'000, '\n');
  for (const std::int64_t end : {-1, 5}) {
    const auto file = Put(text);
    RecordReader reader(context_, file, {}, 64 * 1024);
    reader.SetColumns(2);
    reader.SeekTo(0, end);
    std::vector<Row> rows;
    try {
      Collect(reader, 3, rows);
      FAIL() << "nothing was found";
    } catch (const DataError& error) {
      EXPECT_THAT(error.what(), HasSubstr("the record that begins here is longer than 64 MiB"));
      EXPECT_THAT(error.position(), HasSubstr("a.csv:2"));
    }
    EXPECT_THAT(rows, ElementsAre(Row{"1", "a"}));
  }
}

// Minutes, if each made the whole block be looked through again.
TEST_F(RecordReaderTest, ManyRecordsThatDoNotFitArePassedOverAtOnce) {
  std::string text;
  constexpr int kPairs = 200'000;
  for (int i = 0; i < kPairs; ++i)
    text += i % 1000 == 0 ? "1,\"" + std::string(9000, 'x') + "\"\n3\n" : "1,2\n3\n";
  const auto file = Put(text);
  RecordReader reader(context_, file, {}, 256 * 1024);
  reader.SetColumns(2);
  std::vector<Row> rows;
  int misfits = 0;
  const auto begin = std::chrono::steady_clock::now();
  for (bool more = true; more;) {
    try {
      Collect(reader, 1000, rows);
      more = false;
    } catch (const DataError&) {
      EXPECT_EQ(reader.TakeMisfit(), "3");
      ++misfits;
    }
  }
  EXPECT_EQ(misfits, kPairs);
  ASSERT_EQ(rows.size(), std::size_t{kPairs});
  EXPECT_EQ(rows[1000][1].size(), 9000u);
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(5));
}

TEST_F(RecordReaderTest, ALineThatIsSkippedTakesNoMemory) {
  const auto file = Put(std::string(1'000'000, '#') + "\n1,2\n");
  host_.memory_left = 0;
  RecordReader reader(context_, file, {}, 4096);
  reader.SkipLine();
  EXPECT_EQ(reader.TakeRecord(), (Row{"1", "2"}));
}

}  // namespace
}  // namespace etl::csv

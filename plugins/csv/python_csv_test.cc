// SPDX-License-Identifier: Apache-2.0
// The csv module of Python reads what the sink writes, and the source what that module writes.
#include <gtest/gtest.h>

#include <cstdlib>
#include <random>
#include <string>
#include <vector>

#include "etl/testing/harness.h"
#include "plugins/csv/csv_sink.h"
#include "plugins/csv/csv_source.h"
#include "plugins/shared/atomic_file/scratch_directory.h"

namespace etl::csv {
namespace {

using Table = std::vector<std::vector<std::string>>;

// Cells as hexadecimal digits, with a point before each: texts that need no quoting in any
// language.
std::string Hex(const Table& table) {
  std::string out;
  for (const auto& row : table) {
    for (const std::string& cell : row) {
      out += '.';
      for (const char c : cell) {
        out += "0123456789abcdef"[static_cast<unsigned char>(c) >> 4];
        out += "0123456789abcdef"[static_cast<unsigned char>(c) & 15];
      }
    }
    out += '\n';
  }
  return out;
}

Table RandomTable(unsigned seed) {
  const std::string_view pieces[] = {"a", "b", ",", "\"", "\n", "\r", ";", "é", " ", "'", "\t"};
  std::mt19937 random(seed);
  Table table(1 + random() % 300);
  for (auto& row : table)
    for (int column = 0; column < 3; ++column) {
      std::string& cell = row.emplace_back();
      for (unsigned left = random() % 3 ? random() % 12 : 0; left > 0; --left)
        cell += pieces[random() % std::size(pieces)];
    }
  return table;
}

class PythonCsvTest : public ::testing::Test {
 protected:
  void SetUp() override {
    if (std::system("python3 -c 'import csv' 2>/dev/null") != 0) GTEST_SKIP() << "no python3 here";
  }
  void Python(const std::string& script) {
    scratch_.Put("script.py", "import csv\n" + script);
    const std::string command = "cd '" + scratch_.path().string() + "' && python3 script.py";
    ASSERT_EQ(std::system(command.c_str()), 0);
  }
  std::string Options(const std::string& more) const {
    return "{path: \"" + (scratch_ / "a.csv").string() + "\", " + more + "}";
  }

  const Schema schema_{{"a", Utf8()}, {"b", Utf8()}, {"c", Utf8()}};
  atomic_file::ScratchDirectory scratch_;
  etl::testing::Host host_;
};

TEST_F(PythonCsvTest, ReadsWhatTheSinkWrites) {
  for (unsigned seed = 1; seed <= 4; ++seed) {
    const Table table = RandomTable(seed);
    RecordBatchBuilder builder(schema_);
    for (const auto& row : table) builder.Append(row[0], row[1], row[2]);
    const std::string options =
        seed % 2 ? "header: false" : "header: false, quote: all, eol: \"\\\\r\\\\n\"";
    etl::testing::RunSink<CsvSink>(host_, Options(options), schema_, {builder.Finish()});
    Python(R"(
with open('a.csv', newline='', encoding='utf-8') as file, open('hex', 'w') as out:
    for row in csv.reader(file, strict=True):
        out.write(''.join('.' + cell.encode().hex() for cell in row) + '\n')
)");
    ASSERT_EQ(scratch_.Get("hex"), Hex(table));
  }
}

TEST_F(PythonCsvTest, WritesWhatTheSourceReads) {
  for (const char* way :
       {"quoting=csv.QUOTE_MINIMAL", "quoting=csv.QUOTE_ALL, lineterminator='\\n'",
        "quoting=csv.QUOTE_NONNUMERIC", "delimiter=';', quotechar=\"'\""}) {
    const Table table = RandomTable(static_cast<unsigned>(std::string(way).size()));
    scratch_.Put("hex", Hex(table));
    Python(std::string(R"(
with open('a.csv', 'w', newline='', encoding='utf-8') as file:
    writer = csv.writer(file, )") +
           way + R"()
    for line in open('hex'):
        writer.writerow([bytes.fromhex(cell).decode() for cell in line.strip().split('.')[1:]])
)");
    std::string options = "header: false, nulls: [], schema: {a: string, b: string, c: string}";
    if (std::string_view(way).starts_with("delimiter")) options += ", delimiter: ;, quote: \"'\"";
    Table read;
    const auto rows = etl::testing::ReadSource<CsvSource>(host_, Options(options));
    for (const RecordBatch& batch : rows.batches)
      for (std::int64_t row = 0; row < batch.num_rows(); ++row)
        read.push_back({std::string(batch.column(0).TextAt(row)),
                        std::string(batch.column(1).TextAt(row)),
                        std::string(batch.column(2).TextAt(row))});
    ASSERT_EQ(read, table) << way;
  }
}

}  // namespace
}  // namespace etl::csv

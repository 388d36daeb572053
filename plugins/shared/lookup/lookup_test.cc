// SPDX-License-Identifier: Apache-2.0
#include "plugins/shared/lookup/lookup.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <random>
#include <set>

#include "etl/plugin.h"
#include "etl/testing/harness.h"
#include "etl/value_text.h"

namespace etl::lookup {
namespace {

using Texts = std::vector<std::vector<std::string>>;

struct NoConnection {
  static auto Spec() { return OptionSpec<NoConnection>(); }
};

// A database in memory, which compares texts without regard to case.
struct FakeTable {
  Texts rows;
  std::vector<std::size_t> asked;  // keys in each statement
  std::multiset<std::string> keys;
} table;

std::string Fold(std::string text) {
  for (char& c : text) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return text;
}

std::string ToText(const Value& value) {
  return value.type == ETL_VALUE_INT ? std::to_string(value.integer) : value.text;
}

class FakeFetcher final : public Fetcher {
 public:
  bool Fetch(const sql_source::KeySet& keys, RecordBatchBuilder& rows,
             const std::function<bool()>& has_room) override {
    std::set<std::vector<std::string>> wanted;
    for (const std::vector<Value>& key : keys.rows) {
      std::vector<std::string> texts;
      for (const Value& value : key) texts.push_back(ToText(value));
      table.keys.insert(texts[0]);
      for (std::string& text : texts) text = Fold(text);
      wanted.insert(texts);
    }
    table.asked.push_back(keys.rows.size());
    std::int64_t found = 0;
    for (const auto& row : table.rows) {
      std::vector<std::string> key;
      for (const std::string& name : keys.columns)
        key.push_back(Fold(row[static_cast<std::size_t>(*rows.schema().Find(name))]));
      if (!wanted.contains(key)) continue;
      if (found++ % kRowsPerCheck == 0 && !has_room()) return false;
      for (int i = 0; i < rows.schema().size(); ++i) {
        const std::string& text = row[static_cast<std::size_t>(i)];
        if (text == "null")
          rows.column(i).AppendNull();
        else
          EXPECT_TRUE(TryAppendParsed(rows.column(i), text)) << text;
      }
    }
    return true;
  }
};

struct Holder {
  LookupOptions<NoConnection> options;
};

class FakeLookup final : private Holder, public Lookup {
 public:
  using Options = LookupOptions<NoConnection>;
  explicit FakeLookup(Options read) : Holder{std::move(read)}, Lookup(options, options.schema) {}
  static void Describe(const Options& options, Context& context,
                       const std::vector<PlanInput>& inputs, Plan& plan) {
    DescribeLookup(options, options.schema, context, inputs, plan);
  }

 private:
  std::unique_ptr<Fetcher> Connect(Context&) override { return std::make_unique<FakeFetcher>(); }
};

// "step.name" is how the columns of the table are called: the harness calls every step "step".
const Schema kInput{{"n", Int32()}, {"k", Utf8()}};

testing::Rows RunLookup(testing::Host& host, const std::string& options, const Schema& schema,
                        const std::vector<Texts>& batches) {
  table.asked.clear();
  table.keys.clear();
  std::vector<RecordBatch> made;
  for (const Texts& rows : batches) made.push_back(testing::MakeBatch(schema, rows));
  return testing::RunTransform<FakeLookup>(host, options, {{"input", schema, std::move(made)}});
}

std::string RunText(const std::string& options, const Texts& rows) {
  testing::Host host;
  return RunLookup(host, options, kInput, {rows}).text;
}

TEST(Lookup, AddsTheRowsOfEachKeyInTheOrderOfTheInput) {
  table.rows = {{"b", "B1"}, {"a", "A1"}, {"b", "B2"}, {"c", "C1"}};
  const Texts rows{{"1", "b"}, {"2", "a"}, {"3", "x"}, {"4", "null"}, {"5", "b"}};
  EXPECT_EQ(RunText("{keys: [k], schema: {k: string, v: string}}", rows),
            "1|b|B1\n1|b|B2\n2|a|A1\n5|b|B1\n5|b|B2\n");
  EXPECT_EQ(RunText("{keys: [k], type: left, schema: {k: string, v: string}}", rows),
            "1|b|B1\n1|b|B2\n2|a|A1\n3|x|null\n4|null|null\n5|b|B1\n5|b|B2\n");
  EXPECT_EQ(table.asked, (std::vector<std::size_t>{3}));
}

TEST(Lookup, NamesItsColumns) {
  table.rows = {};
  testing::Host host;
  const auto rows = RunLookup(host, "{on: {k: key}, schema: {key: string, n: int}}", kInput, {});
  EXPECT_EQ(rows.schema.names(), (std::vector<std::string>{"n", "k", "step.n"}));
}

TEST(Lookup, ComparesTextByBytes) {
  table.rows = {{"a", "1"}, {"A", "2"}, {"null", "3"}};
  EXPECT_EQ(RunText("{keys: [k], schema: {k: string, v: string}}", {{"1", "A"}, {"2", "null"}}),
            "1|A|2\n");
  EXPECT_EQ(
      RunText("{keys: [k], batch: 1, schema: {k: string, v: string}}", {{"1", "A"}, {"2", "a"}}),
      "1|A|2\n2|a|1\n");
}

TEST(Lookup, OrdersWithinAKey) {
  table.rows = {{"a", "2", "x"}, {"a", "1", "y"}, {"a", "2", "z"}, {"a", "null", "w"}};
  const std::string schema = ", schema: {k: string, o: int, v: string}}";
  EXPECT_EQ(RunText("{keys: [k], order: [o]" + schema, {{"1", "a"}}),
            "1|a|null|w\n1|a|1|y\n1|a|2|x\n1|a|2|z\n");
  EXPECT_EQ(RunText("{keys: [k], order: [o desc nulls last]" + schema, {{"1", "a"}}),
            "1|a|2|x\n1|a|2|z\n1|a|1|y\n1|a|null|w\n");
}

TEST(Lookup, TakesSeveralKeysOfDifferentWidths) {
  table.rows = {{"1", "a", "x"}, {"1", "b", "y"}, {"2", "a", "z"}};
  EXPECT_EQ(RunText("{on: {n: id, k: k}, schema: {id: bigint, k: string, v: string}}",
                    {{"1", "b"}, {"2", "b"}, {"2", "a"}}),
            "1|b|y\n2|a|z\n");
}

TEST(Lookup, AsksForEachKeyOnceAndFillsItsStatements) {
  table.rows.clear();
  std::vector<Texts> batches;
  for (int i = 0; i < 100; ++i)
    batches.push_back({{"1", "k" + std::to_string(i % 25)}, {"2", "k" + std::to_string(i / 10)}});
  testing::Host host;
  RunLookup(host, "{keys: [k], batch: 10, schema: {k: string, v: string}}", kInput, batches);
  EXPECT_EQ(table.asked, (std::vector<std::size_t>{10, 10, 5}));
  EXPECT_EQ(table.keys.size(), 25u);
  EXPECT_EQ(host.metrics["keys"], 25);
  EXPECT_EQ(host.metrics["unmatched_left"], 200);
}

TEST(Lookup, SaysWhatIsWrong) {
  const auto complaint = [](const std::string& options) -> std::string {
    try {
      RunText(options, {{"1", "a"}});
    } catch (const testing::Failure& failure) {
      EXPECT_EQ(failure.status, ETL_CONFIG_ERROR);
      return std::string(failure.what()) + "; " + failure.hint;
    }
    return "nothing";
  };
  const std::string schema = ", schema: {k: string, v: int}}";
  EXPECT_EQ(complaint("{keys: [kk]" + schema),
            "`input` has no column `kk` to look up by; its columns are `n`, `k`");
  EXPECT_EQ(complaint("{on: {k: key}" + schema).substr(0, 59),
            "the `schema` of the lookup has no column `key` to look up b");
  EXPECT_EQ(
      complaint("{on: {k: v}" + schema),
      "the key `k` is string in the input and int in the table: they cannot be compared; cast "
      "it in a `select` before the lookup, or declare it alike");
  EXPECT_EQ(complaint("{schema: {k: string}}"),
            "nothing to look up by: neither `on` nor `keys` is set; add `on: {input_column: "
            "table_column}`");
  EXPECT_EQ(complaint("{keys: [k], on: {k: k}" + schema),
            "`on` and `keys` exclude each other; remove one of them");
  EXPECT_EQ(complaint("{keys: [k], batch: 0" + schema), "`batch` must be from 1 to 10000, not 0; ");
}

TEST(Lookup, StopsWhenTheRunDoes) {
  table.rows = {{"a", "1"}};
  testing::Host host;
  host.cancelled = true;
  try {
    RunLookup(host, "{keys: [k], schema: {k: string, v: string}}", kInput, {{{"1", "a"}}});
    FAIL();
  } catch (const testing::Failure& failure) {
    EXPECT_EQ(failure.status, ETL_CANCELLED);
  }
}

TEST(Lookup, SaysThatOneKeyIsTooLarge) {
  table.rows.assign(20'000, {"a", std::string(100, 'v')});
  testing::Host host;
  host.memory_left = 1 << 20;
  try {
    RunLookup(host, "{keys: [k], schema: {k: string, v: string}}", kInput,
              {{{"1", "a"}, {"2", "b"}}});
    FAIL();
  } catch (const testing::Failure& failure) {
    EXPECT_EQ(failure.status, ETL_ENVIRONMENT_ERROR);
    EXPECT_NE(std::string(failure.what()).find("the rows of one key do not fit"),
              std::string::npos);
  }
}

// Against a nested loop, with whatever memory and batches.
TEST(Lookup, GivesWhatANestedLoopGives) {
  std::mt19937 random(7);
  int pressed = 0;
  const auto below = [&](int n) { return static_cast<int>(random() % static_cast<unsigned>(n)); };
  for (int round = 0; round < 60; ++round) {
    const int keys = 4 + below(300);
    const auto key = [&] {
      return below(20) == 0 ? std::string("null")
                            : (below(2) ? "k" : "K") + std::to_string(below(keys));
    };
    table.rows.clear();
    for (int i = below(3000); i > 0; --i)
      table.rows.push_back(
          {key(), std::to_string(i) + std::string(static_cast<std::size_t>(below(200)), 'x')});
    std::vector<Texts> batches(static_cast<std::size_t>(below(8)));
    int n = 0;
    for (Texts& batch : batches)
      for (int i = 1 + below(200); i > 0; --i) batch.push_back({std::to_string(n++), key()});
    std::map<std::string, std::vector<std::string>> by_key;
    for (const auto& row : table.rows) by_key[row[0]].push_back(row[1]);
    by_key.erase("null");
    const bool left = below(2) == 0;
    std::string expected;
    for (const Texts& batch : batches)
      for (const auto& row : batch) {
        const auto found = by_key.find(row[1]);
        if (found == by_key.end()) {
          if (left) expected += row[0] + "|" + row[1] + "|null\n";
          continue;
        }
        for (const std::string& value : found->second)
          expected += row[0] + "|" + row[1] + "|" + value + "\n";
      }
    testing::Host host;
    const int memory[] = {64 << 20, 1 << 20, 512 << 10, 384 << 10};
    host.memory_left = memory[below(4)];
    host.set_batch_rows(1 + below(500));
    const std::string options = "{keys: [k], type: " + std::string(left ? "left" : "inner") +
                                ", batch: " + std::to_string(1 + below(100)) +
                                ", schema: {k: string, v: string}}";
    EXPECT_EQ(RunLookup(host, options, kInput, batches).text, expected) << "round " << round;
    pressed +=
        std::set<std::string>(table.keys.begin(), table.keys.end()).size() < table.keys.size();
  }
  EXPECT_GT(pressed, 5) << "rounds in which keys were asked for again, as memory was short";
}

}  // namespace
}  // namespace etl::lookup

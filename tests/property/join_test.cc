// SPDX-License-Identifier: Apache-2.0
// The join against SQL: every type and match, on random rows in random batches.
#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>

#include "etl/testing/harness.h"
#include "plugins/sort_merge_join/sort_merge_join.h"
#include "tests/property/oracle.h"
#include "tests/property/random_rows.h"

namespace etl::property {
namespace {

using etl::testing::Host;

// k1 and k2 may be keys; v numbers the rows as they arrive.
const Schema& Rows() {
  static const Schema schema{{"k1", Utf8()}, {"k2", Int32()}, {"v", Int32(), false}};
  return schema;
}

struct Key {
  std::string name;     // "null" is null, and sorts first
  std::int64_t number;  // -1 is null
};

// The order of the keys, written once more in the plainest way.
bool Before(const Key& a, const Key& b, bool both) {
  const bool a_null = a.name == "null", b_null = b.name == "null";
  if (a_null != b_null) return a_null;
  if (const int order = a.name.compare(b.name)) return order < 0;
  return both && a.number < b.number;
}

// Rows in key order; few different keys make many duplicates.
RecordBatch MakeSide(Random& random, bool both, std::int64_t names, std::int64_t numbers) {
  const std::int64_t count = random.OneIn(8) ? random.Below(2) : random.Below(50);
  std::vector<Key> keys;
  for (std::int64_t i = 0; i < count; ++i) {
    const auto pick = static_cast<std::size_t>(random.Below(names));
    keys.push_back({random.OneIn(9) ? "null" : TrickyNames()[pick],
                    random.OneIn(9) ? -1 : random.Below(numbers)});
  }
  std::stable_sort(keys.begin(), keys.end(),
                   [&](const Key& a, const Key& b) { return Before(a, b, both); });
  RecordBatchBuilder builder(Rows(), {1 << 20, 1 << 30});
  for (std::size_t i = 0; i < keys.size(); ++i) {
    if (keys[i].name == "null")
      builder.column(0).AppendNull();
    else
      builder.column(0).AppendText(keys[i].name);
    if (keys[i].number < 0)
      builder.column(1).AppendNull();
    else
      builder.column(1).Append(keys[i].number);
    builder.column(2).Append(i);
  }
  return builder.Finish();
}

// The join in SQL. Rows of a key are numbered in the order in which they arrive.
class Sql {
 public:
  Sql(bool both, std::string match, std::string type)
      : both_(both), match_(std::move(match)), type_(std::move(type)) {}

  std::string Join() const {
    if (type_ == "semi") return Filter("EXISTS");
    if (type_ == "anti") return Filter("NOT EXISTS");
    const std::string k1 = KeyColumn("k1"), k2 = KeyColumn("k2");
    const std::string columns =
        both_ ? k1 + ", " + k2 + ", l.v, r.v" : k1 + ", l.k2, l.v, r.k2, r.v";
    return "SELECT " + columns + From(type_) + " ORDER BY " + AnyKey("k1") +
           (both_ ? ", " + AnyKey("k2") : "") + ", l.v IS NULL, l.v, r.v";
  }
  std::string Pairs() const {
    return IsFilter() ? "SELECT count(*) FROM l WHERE EXISTS " + Partner()
                      : "SELECT count(*)" + From("inner");
  }
  std::string UnmatchedLeft() const {
    return IsFilter() ? "SELECT count(*) FROM l WHERE NOT EXISTS " + Partner()
                      : "SELECT count(*)" + From("left") + " WHERE r.v IS NULL";
  }
  std::string UnmatchedRight() const {
    return IsFilter()
               ? "SELECT count(*) FROM r WHERE NOT EXISTS (SELECT 1 FROM l WHERE " + Equal() + ")"
               : "SELECT count(*)" + From("right") + " WHERE l.v IS NULL";
  }
  std::string LargestGroup() const {
    return "SELECT coalesce(max(n), 0) FROM (SELECT count(*) AS n FROM r WHERE EXISTS (SELECT 1 "
           "FROM l WHERE " +
           Equal() + ") GROUP BY " + Keys() + ")";
  }
  std::string Duplicates(const std::string& table) const {
    return "SELECT count(*) FROM (SELECT 1 FROM " + table + " WHERE k1 IS NOT NULL" +
           (both_ ? " AND k2 IS NOT NULL" : "") + " GROUP BY " + Keys() + " HAVING count(*) > 1)";
  }

 private:
  bool IsFilter() const { return type_ == "semi" || type_ == "anti"; }
  std::string Keys() const { return both_ ? "k1, k2" : "k1"; }
  std::string Equal() const { return both_ ? "l.k1 = r.k1 AND l.k2 = r.k2" : "l.k1 = r.k1"; }
  std::string Partner() const { return "(SELECT 1 FROM r WHERE " + Equal() + ")"; }
  std::string Filter(const std::string& condition) const {
    return "SELECT * FROM l WHERE " + condition + " " + Partner() + " ORDER BY v";
  }
  std::string AnyKey(const std::string& key) const {
    return "CASE WHEN l.v IS NULL THEN r." + key + " ELSE l." + key + " END";
  }
  std::string KeyColumn(const std::string& key) const {
    return type_ == "full" ? AnyKey(key) : (type_ == "right" ? "r." : "l.") + key;
  }
  std::string Numbered(const std::string& table) const {
    return "(SELECT *, row_number() OVER (PARTITION BY " + Keys() + " ORDER BY v) AS n FROM " +
           table + ") AS " + table;
  }
  std::string From(const std::string& type) const {
    const std::string more = match_ == "zip"     ? " AND l.n = r.n"
                             : match_ == "first" ? " AND r.n = 1"
                                                 : "";
    return " FROM " + Numbered("l") + " " + type + " JOIN " + Numbered("r") + " ON " + Equal() +
           more;
  }

  bool both_;
  std::string match_, type_;
};

void Compare(Random& random, Oracle& oracle, const RecordBatch& left, const RecordBatch& right,
             bool both, const std::string& match, const std::string& type) {
  SCOPED_TRACE("match: " + match + ", type: " + type + (both ? ", two keys" : ", one key"));
  Host host;
  host.set_batch_rows(1 + random.Below(30));
  host.memory_left = random.Pick(std::vector<std::int64_t>{0, 60, 1 << 20});
  const std::int64_t memory = host.memory_left;
  const Sql sql(both, match, type);
  const std::string options = std::string("{keys: ") + (both ? "[k1, k2]" : "k1") +
                              ", match: " + match + ", type: " + type + "}";
  const auto run = [&] {
    return etl::testing::RunTransform<join::SortMergeJoin>(
        host, options, {{"l", Rows(), Cut(random, left)}, {"r", Rows(), Cut(random, right)}});
  };
  if (match == "unique" && oracle.Count(sql.Duplicates("l")) + oracle.Count(sql.Duplicates("r"))) {
    EXPECT_THROW(run(), etl::testing::Failure);
    EXPECT_EQ(host.memory_left, memory);
    return;
  }
  const etl::testing::Rows rows = run();
  EXPECT_EQ(rows.text, oracle.Query(sql.Join()));
  EXPECT_EQ(host.metrics["pairs"], oracle.Count(sql.Pairs()));
  EXPECT_EQ(host.metrics["unmatched_left"], oracle.Count(sql.UnmatchedLeft()));
  EXPECT_EQ(host.metrics["unmatched_right"], oracle.Count(sql.UnmatchedRight()));
  EXPECT_EQ(host.metrics["largest_group"], oracle.Count(sql.LargestGroup()));
  EXPECT_EQ(host.memory_left, memory);
}

TEST(JoinProperty, AgreesWithSql) {
  Oracle oracle;
  for (std::uint64_t seed = 0; seed < 80; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    Random random(seed);
    const bool both = random.OneIn(2);
    const auto all = static_cast<std::int64_t>(TrickyNames().size());
    const std::int64_t names = random.Pick(std::vector<std::int64_t>{1, 4, all, all});
    const std::int64_t numbers = random.Pick(std::vector<std::int64_t>{1, 3, 1000});
    const RecordBatch left = MakeSide(random, both, names, numbers);
    const RecordBatch right = MakeSide(random, both, names, numbers);
    oracle.Load("l", left);
    oracle.Load("r", right);
    for (const char* match : {"all", "zip", "first", "unique"})
      for (const char* type : {"inner", "left", "right", "full", "semi", "anti"})
        Compare(random, oracle, left, right, both, match, type);
    if (HasFailure()) return;
  }
}

}  // namespace
}  // namespace etl::property

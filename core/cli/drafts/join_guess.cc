// SPDX-License-Identifier: Apache-2.0
#include "cli/drafts/join_guess.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <functional>

#include "config/suggest.h"
#include "etl/compare.h"
#include "etl/error.h"
#include "etl/schema.h"

namespace etl::cli {

namespace {

using plan::FoundColumn;
using plan::FoundKey;
using plan::FoundTable;
using Pair = std::pair<const FoundColumn*, const FoundColumn*>;

// "First_Name" → "firstname"
std::string Plain(std::string_view name) {
  std::string out;
  for (const unsigned char c : name)
    if (std::isalnum(c) || c >= 0x80) out += static_cast<char>(std::tolower(c));
  return out;
}

// Whether two columns can be keys of each other: a double or a JSON text never equals another.
bool CanCompare(const FoundColumn& left, const FoundColumn& right) {
  if (left.type.empty() || right.type.empty() || left.type == "json" || right.type == "json")
    return false;
  const DataType a = ParseType(left.type).type, b = ParseType(right.type).type;
  return a.id != TypeId::kFloat64 && a.id != TypeId::kBinary && a.id != TypeId::kBool &&
         Comparable(a, b);
}

std::vector<Pair> CommonColumns(const FoundTable& left, const FoundTable& right) {
  std::vector<Pair> common;
  for (const FoundColumn& column : left.columns) {
    const FoundColumn* partner = nullptr;
    for (const FoundColumn& other : right.columns) {
      if (Plain(other.name) != Plain(column.name) || !CanCompare(column, other)) continue;
      if (!partner || other.name == column.name) partner = &other;
    }
    if (partner) common.emplace_back(&column, partner);
  }
  return common;
}

bool IsOneOf(const std::string& name, const std::vector<std::string>& names) {
  return std::ranges::find(names, name) != names.end();
}

// The pairs whose columns on one side are all of a unique key, but for a lone `id`.
std::vector<Pair> ByKey(const std::vector<Pair>& common, const FoundTable& table,
                        const FoundColumn* Pair::*side) {
  for (const FoundKey& key : table.keys) {
    std::vector<Pair> found;
    for (const Pair& pair : common)
      if (IsOneOf((pair.*side)->name, key.columns)) found.push_back(pair);
    if (found.size() < key.columns.size() || found.empty()) continue;
    if (found.size() == 1 && Plain(found[0].first->name) == "id") continue;
    return found;
  }
  return {};
}

std::vector<Pair> Where(const std::vector<Pair>& common, bool all,
                        const std::function<bool(const std::string& plain)>& fits) {
  std::vector<Pair> found;
  for (const Pair& pair : common)
    if (fits(Plain(pair.first->name)) && (all || found.empty())) found.push_back(pair);
  return found;
}

bool Identifies(const std::string& plain) {
  static const std::vector<std::string> kNames{"email",    "mail",  "isbn", "sku",
                                               "uuid",     "guid",  "code", "slug",
                                               "username", "login", "iban", "symbol"};
  return IsOneOf(plain, kNames) || (plain.size() > 2 && plain.ends_with("id")) ||
         plain.ends_with("uuid") || plain.ends_with("number") || plain.ends_with("code");
}

bool IsPartOfName(const std::string& plain) {
  return plain == "lastname" || plain == "firstname" || plain == "surname" ||
         plain == "givenname" || plain == "familyname";
}

JoinGuess Make(const std::vector<Pair>& keys, const std::vector<Pair>& common, std::string why) {
  JoinGuess guess;
  guess.why = std::move(why);
  for (const Pair& pair : keys) {
    guess.left.push_back(pair.first->name);
    guess.right.push_back(pair.second->name);
  }
  for (const Pair& pair : common)
    if (!IsOneOf(pair.first->name, guess.left))
      guess.others.emplace_back(pair.first->name, pair.second->name);
  return guess;
}

const FoundColumn& Require(const FoundTable& table, const std::string& name) {
  const FoundColumn* same = nullptr;
  std::vector<std::string> known;
  for (const FoundColumn& column : table.columns) {
    if (column.name == name) return column;
    if (Plain(column.name) == Plain(name)) same = &column;
    known.push_back(column.name);
  }
  if (same) return *same;
  throw ConfigError("--key: {} has no column {}", table.name, name)
      .Hint(config::DidYouMean(name, known));
}

}  // namespace

JoinGuess GuessJoin(const FoundTable& left, const FoundTable& right) {
  const std::vector<Pair> common = CommonColumns(left, right);
  if (common.empty()) return {};
  if (auto keys = ByKey(common, left, &Pair::first); !keys.empty())
    return Make(keys, common, fmt::format("a unique key of {}", left.name));
  if (auto keys = ByKey(common, right, &Pair::second); !keys.empty())
    return Make(keys, common, fmt::format("a unique key of {}", right.name));
  if (auto keys = Where(common, false, Identifies); !keys.empty())
    return Make(keys, common, "its name says that it identifies something");
  // Two systems that know the same people rarely number them alike.
  if (auto keys = Where(common, true, IsPartOfName); keys.size() > 1)
    return Make(keys, common, "a person's name");
  if (auto keys = Where(common, false, [](const auto& plain) { return plain == "id"; });
      !keys.empty())
    return Make(keys, common,
                "`id` on both sides, which is right only if both count the same things");
  if (auto keys = Where(common, true, IsPartOfName); !keys.empty())
    return Make(keys, common, "a person's name");
  return Make({common.front()}, common, "the first column that is in both");
}

JoinGuess ChooseJoin(const FoundTable& left, const FoundTable& right,
                     const std::vector<std::string>& keys) {
  std::vector<Pair> chosen;
  for (const std::string& key : keys) {
    const Pair pair{&Require(left, key), &Require(right, key)};
    if (!CanCompare(*pair.first, *pair.second))
      throw ConfigError("--key: {} is {} in {} and {} in {}: they cannot be compared", key,
                        pair.first->type, left.name, pair.second->type, right.name)
          .Hint("choose another column, or cast one of them in a step of its own");
    chosen.push_back(pair);
  }
  return Make(chosen, CommonColumns(left, right), "chosen with --key");
}

}  // namespace etl::cli

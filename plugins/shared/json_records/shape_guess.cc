// SPDX-License-Identifier: Apache-2.0
#include "plugins/shared/json_records/shape_guess.h"

#include <deque>
#include <optional>
#include <set>
#include <utility>

#include "etl/value_text.h"
#include "plugins/shared/json_records/json_value.h"
#include "plugins/shared/json_records/pointer.h"

namespace etl::json_records {
namespace {

using simdjson::dom::element;

// Copies, which a range-for keeps alive.
simdjson::dom::array ListOf(const element& value) { return value.get_array().value_unsafe(); }
simdjson::dom::object ObjectOf(const element& value) { return value.get_object().value_unsafe(); }

constexpr std::size_t kMostDepth = 4;
constexpr std::size_t kMostObjects = 2000;  // that are searched

struct Place {
  element value;
  std::string pointer;
  std::size_t depth;
};

// All objects that lead from the root to a list, the shallowest first.
std::deque<Place> ObjectsOf(const element& root) {
  std::deque<Place> found{{root, "", 0}};
  for (std::size_t i = 0; i < found.size() && found.size() < kMostObjects; ++i) {
    const Place place = found[i];
    if (place.depth + 1 >= kMostDepth) continue;
    for (const auto [key, value] : ObjectOf(place.value))
      if (value.is_object())
        found.push_back({value, place.pointer + "/" + EscapedStep(key), place.depth + 1});
  }
  return found;
}

std::int64_t CountObjects(const element& list) {
  std::int64_t count = 0;
  for (const element item : ListOf(list)) {
    if (!item.is_object()) return 0;
    ++count;
  }
  return count;
}

std::optional<GuessedShape> FindList(const std::deque<Place>& objects) {
  std::optional<GuessedShape> best, empty;
  std::size_t depth = 0;
  for (const Place& place : objects) {
    if (best && place.depth > depth) break;
    for (const auto [key, value] : ObjectOf(place.value)) {
      if (!value.is_array()) continue;
      const std::string pointer = place.pointer + "/" + EscapedStep(key);
      const std::int64_t count = CountObjects(value);
      if (count == 0 && !empty && ListOf(value).size() == 0)
        empty = GuessedShape{"list", pointer, 0};
      if (count == 0 || (best && count <= best->count)) continue;
      best = GuessedShape{"list", pointer, count};
      depth = place.depth;
    }
  }
  return best ? best : empty;
}

// Records by key: at least two objects, which share their first one's fields or most of them.
std::int64_t CountRecordsByKey(const element& map) {
  std::set<std::string_view> first;
  std::int64_t count = 0;
  for (const auto field : ObjectOf(map)) {
    if (!field.value.is_object()) return 0;
    std::size_t shared = 0, size = 0;
    for (const auto inner : ObjectOf(field.value)) {
      if (count == 0) first.insert(inner.key);
      shared += first.count(inner.key);
      ++size;
    }
    if (size == 0 || shared * 2 <= std::max(size, first.size())) return 0;
    ++count;
  }
  return count >= 2 ? count : 0;
}

// Lists of one length side by side.
std::int64_t CountRows(const element& lists) {
  std::int64_t rows = -1, columns = 0;
  for (const auto field : ObjectOf(lists)) {
    if (!field.value.is_array()) return 0;
    const auto size = static_cast<std::int64_t>(ListOf(field.value).size());
    if (rows >= 0 && size != rows) return 0;
    rows = size;
    ++columns;
  }
  return columns >= 2 ? rows : 0;
}

std::optional<GuessedShape> FindOther(const std::deque<Place>& objects) {
  for (const Place& place : objects) {
    if (const std::int64_t count = CountRecordsByKey(place.value))
      return GuessedShape{"map", place.pointer, count};
    if (const std::int64_t count = CountRows(place.value))
      return GuessedShape{"columns", place.pointer, count};
  }
  return std::nullopt;
}

}  // namespace

GuessedShape GuessShape(const element& root, std::string_view what) {
  if (root.is_array()) {
    const std::int64_t count = CountObjects(root);
    if (count == 0 && ListOf(root).size() > 0)
      throw DataError("{} is a list, but not of objects: {}", what, Shown(root))
          .Hint("a row is made of an object's fields");
    return {"list", "", count};
  }
  if (!root.is_object())
    throw DataError("{} is {}, so there are no records: {}", what, KindOf(root), Shown(root));
  const std::deque<Place> objects = ObjectsOf(root);
  const auto list = FindList(objects);
  if (list && list->count > 0) return *list;
  if (const auto other = FindOther(objects)) return *other;
  if (list) return *list;
  return {"object", "", 1};
}

RecordGuess GuessRecords(const element& root, const GuessedShape& shape, std::int64_t most) {
  RecordGuess guess;
  const auto found = root.at_pointer(shape.records);
  if (found.error()) return guess;
  const element place = found.value_unsafe();
  const auto look = [&](const element& record) {
    if (record.is_object() && guess.records() < most) guess.Look(ObjectOf(record));
  };
  if (shape.shape == "object") look(place);
  if (shape.shape == "list" && place.is_array())
    for (const element record : ListOf(place)) look(record);
  if (shape.shape == "columns" && place.is_object())
    guess.LookAtLists(ObjectOf(place), shape.count);
  if (shape.shape == "map" && place.is_object())
    for (const auto field : ObjectOf(place)) look(field.value);
  return guess;
}

}  // namespace etl::json_records

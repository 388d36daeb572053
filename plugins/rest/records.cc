// SPDX-License-Identifier: Apache-2.0
#include "plugins/rest/records.h"

#include <algorithm>

#include "plugins/shared/json_records/json_value.h"
#include "plugins/shared/json_records/pointer.h"
#include "plugins/shared/json_records/record_list.h"

namespace etl::rest {
namespace {

using simdjson::dom::element;

// simdjson cuts off the size that it keeps with a list or object.
constexpr std::size_t kCutOff = 0xffffff;

template <typename Container>
std::int64_t SizeOf(const Container& container) {
  const std::size_t size = container.size();
  if (size < kCutOff) return static_cast<std::int64_t>(size);
  std::int64_t count = 0;
  for (auto at = container.begin(), end = container.end(); at != end; ++at) ++count;
  return count;
}

}  // namespace

Records::Records(const RestOptions& options, const std::optional<std::vector<std::string>>& wanted)
    : options_(options),
      shape_(options.shape == "list"      ? Shape::kList
             : options.shape == "map"     ? Shape::kMap
             : options.shape == "object"  ? Shape::kObject
             : options.shape == "columns" ? Shape::kColumns
                                          : Shape::kLines),
      lists_(options.text_numbers),
      outside_(options) {
  std::vector<Field> built;
  std::vector<int> places;
  DeclaredSchema inside;
  for (const SchemaEntry& entry : options.schema.entries) {
    const std::string& name = entry.field.name;
    const bool asked = !wanted || std::find(wanted->begin(), wanted->end(), name) != wanted->end();
    const int place = asked ? static_cast<int>(built.size()) : -1;
    if (asked) built.push_back(entry.field);
    if (IsOutsideRecords(options, name)) {
      if (asked) outside_.Add(entry, place);
      continue;
    }
    inside.entries.push_back(entry);
    if (asked) places.push_back(place);
    if (shape_ == Shape::kColumns) lists_.Add(entry, place);
  }
  schema_ = Schema(std::move(built));
  reader_.emplace(inside, wanted);
  reader_->PlaceColumns(places);
  if (options.text_numbers) reader_->AcceptTexts();
}

void Records::Parse(std::string body, const std::string& page) {
  name_ = place_.page = page;
  if (shape_ == Shape::kLines)
    lines_.Begin(std::move(body));
  else
    page_.Parse(std::move(body), page);
}

std::optional<element> Records::root() const {
  if (shape_ == Shape::kLines) return std::nullopt;
  return page_.root();
}

element Records::FindObject(const char* kind) const {
  const auto found = page_.root().at_pointer(options_.records);
  const std::string& pointer = options_.records;
  if (found.error())
    throw DataError("the answer, {}, has no {}", json_records::KindOf(page_.root()), pointer);
  if (!found.value_unsafe().is_object())
    throw DataError("{} is no {} but {}: {}",
                    pointer.empty() ? std::string_view("the answer") : std::string_view(pointer),
                    std::string_view(kind), json_records::KindOf(found.value_unsafe()),
                    json_records::Shown(found.value_unsafe()));
  return found.value_unsafe();
}

void Records::Find() {
  done_ = place_.index = 0;
  place_.records = options_.records;
  switch (shape_) {
    case Shape::kList:
      list_ = json_records::FindRecords(page_.root(), options_.records, "the answer");
      at_ = list_.begin();
      end_ = list_.end();
      count_ = SizeOf(list_);
      break;
    case Shape::kMap:
      map_ = FindObject("object of records").get_object().value_unsafe();
      map_at_ = map_.begin();
      count_ = SizeOf(map_);
      break;
    case Shape::kObject:
      object_ = FindObject("record");
      count_ = 1;
      break;
    case Shape::kColumns:
      lists_.Begin(FindObject("object of lists"), options_.records, name_);
      count_ = lists_.size();
      break;
    case Shape::kLines:
      place_.records.clear();
      count_ = lines_.size();
      break;
  }
  if (!outside_.empty() && shape_ != Shape::kLines) outside_.BeginPage(page_.root(), name_);
}

std::optional<element> Records::Last() {
  if (count_ == 0) return std::nullopt;
  if (shape_ == Shape::kLines) return lines_.Last(name_);
  if (shape_ == Shape::kObject) return object_;
  std::optional<element> last;
  if (shape_ == Shape::kList)
    for (const element record : list_) last = record;
  else if (shape_ == Shape::kMap)
    for (const auto field : map_) last = field.value;
  return last;
}

void Records::Fill(RecordBatchBuilder& batch) {
  if (shape_ == Shape::kList && outside_.empty()) return FillList(batch);
  if (shape_ == Shape::kMap) return FillMap(batch);
  while (!done() && !batch.full()) AppendOne(batch);
}

// Most pages are lists, and long: nothing else stands in this loop.
void Records::FillList(RecordBatchBuilder& batch) {
  const auto begin = place_.index;
  while (at_ != end_ && !batch.full()) {
    reader_->Append(*at_, place_, batch);
    ++at_, ++place_.index, ++place_.row;
  }
  done_ += place_.index - begin;
}

void Records::FillMap(RecordBatchBuilder& batch) {
  while (!done() && !batch.full()) {
    place_.records = options_.records + "/" + json_records::EscapedStep(map_at_.key());
    place_.index = -1;
    reader_->Append(map_at_.value(), place_, batch);
    FinishRow(map_at_.key(), batch);
    ++map_at_;
  }
}

void Records::AppendOne(RecordBatchBuilder& batch) {
  place_.index = done_;
  switch (shape_) {
    case Shape::kList:
      reader_->Append(*at_, place_, batch);
      ++at_;
      break;
    case Shape::kColumns:
      lists_.Append(place_, batch);
      break;
    case Shape::kLines: {
      const element record = lines_.Next(name_);
      place_.page = (name_.empty() ? "" : name_ + ", ") + "line " + std::to_string(lines_.line());
      place_.index = -1;
      reader_->Append(record, place_, batch);
      break;
    }
    default:
      place_.index = -1;
      reader_->Append(object_, place_, batch);
  }
  FinishRow({}, batch);
}

void Records::FinishRow(std::string_view key, RecordBatchBuilder& batch) {
  outside_.Append(key, place_, batch);
  ++done_, ++place_.row;
}

void Records::Clear() {
  page_.Clear();
  lines_.Clear();
  count_ = done_ = 0;
  list_ = {};
  at_ = end_ = {};
}

}  // namespace etl::rest

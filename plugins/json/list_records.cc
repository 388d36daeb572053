// SPDX-License-Identifier: Apache-2.0
#include "plugins/json/list_records.h"

#include "etl/value_text.h"
#include "plugins/shared/json_records/record_list.h"

namespace etl::json {
namespace {

using simdjson::dom::element;

// What stands around the list is kept until it can be parsed.
constexpr std::size_t kMostFrame = 16 << 20;

bool IsSpace(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

}  // namespace

ListRecords::ListRecords(std::unique_ptr<TextWindow> window, std::string pointer)
    : window_(std::move(window)), pointer_(std::move(pointer)), finder_(pointer_) {}

bool ListRecords::Next(element& record) {
  parsed_ = false;
  window_->Consume(std::exchange(item_, 0));
  if (phase_ == Phase::kBefore) FindList();
  if ((phase_ == Phase::kFirst || phase_ == Phase::kItems) && NextItem(record)) return true;
  if (phase_ == Phase::kBehind) {
    index_ = -1;
    ReadRest();
    CheckFrame();
    phase_ = Phase::kEnded;
  }
  return false;
}

void ListRecords::FindList() {
  window_->SkipMark();
  phase_ = Phase::kBehind;
  while (window_->size() > 0 || window_->Fill()) {
    const std::string_view text(window_->data(), window_->size());
    std::size_t count = 0;
    bool found = false;
    while (!found && count < text.size() && !finder_.missed()) found = finder_.Take(text[count++]);
    AddToFrame(text.substr(0, count));
    window_->Consume(count);
    if (found) phase_ = Phase::kFirst;
    if (found || finder_.missed()) return;
  }
}

bool ListRecords::NextItem(element& record) {
  char c = NextByte();
  const bool first = phase_ == Phase::kFirst;
  if (c == ']') {
    phase_ = Phase::kBehind;
    return false;
  }
  ++index_;
  if (!first) {
    if (c != ',')
      throw DataError("a comma or the end of the list is missing before {}",
                      Quoted(std::string_view(&c, 1)));
    window_->Consume(1);
    c = NextByte();
  }
  if (c == ',' || c == ']')
    throw DataError("a record is missing before {}", Quoted(std::string_view(&c, 1)));
  phase_ = Phase::kItems;
  scanner_.Begin(c);
  item_ = EndOfItem();
  const auto parsed = parser_.parse(window_->data(), item_, false);
  if (parsed.error())
    throw json_records::InvalidJson(parsed.error(), "the record", {window_->data(), item_});
  record = parsed.value_unsafe();
  parsed_ = true;
  return true;
}

// Where an item that is no JSON ends is anybody's guess.
std::optional<std::string> ListRecords::text() const {
  if (!parsed_) return std::nullopt;
  return std::string(window_->data(), item_);
}

std::size_t ListRecords::EndOfItem() {
  for (std::size_t scanned = 0;;) {
    const std::size_t end = scanner_.Scan(window_->data(), scanned, window_->size());
    if (end != ItemScanner::kNone) return end;
    scanned = window_->size();
    if (!window_->Fill())
      throw DataError("the file ends within a record").Hint("was it written or transferred whole?");
  }
}

char ListRecords::NextByte() {
  for (;;) {
    while (window_->size() > 0) {
      if (!IsSpace(*window_->data())) return *window_->data();
      window_->Consume(1);
    }
    if (!window_->Fill())
      throw DataError("the file ends within the list of records")
          .Hint("was it written or transferred whole?");
  }
}

void ListRecords::ReadRest() {
  while (window_->size() > 0 || window_->Fill()) {
    AddToFrame({window_->data(), window_->size()});
    window_->Consume(window_->size());
  }
}

void ListRecords::AddToFrame(std::string_view text) {
  if (frame_.size() + text.size() > kMostFrame)
    throw DataError("more than {} bytes stand around the list of records", kMostFrame)
        .Hint("`records` is the JSON pointer to the list; for a record a line say format: lines");
  frame_ += text;
}

// The frame is the document with an empty list.
void ListRecords::CheckFrame() {
  const std::size_t size = frame_.size();
  if (frame_.find_first_not_of(" \t\r\n") == std::string::npos)
    throw DataError("the document is empty, expected JSON");
  frame_.append(simdjson::SIMDJSON_PADDING, ' ');
  const auto parsed = parser_.parse(frame_.data(), size, false);
  if (parsed.error())
    throw json_records::InvalidJson(parsed.error(), "the document, without its records,",
                                    std::string_view(frame_).substr(0, size));
  json_records::FindRecords(parsed.value_unsafe(), pointer_, "the document");
}

std::string ListRecords::place() {
  const std::string name = window_->file().name();
  return index_ < 0 ? name : Format("{}, record {}", name, index_ + 1);
}

}  // namespace etl::json

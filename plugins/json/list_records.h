// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "plugins/json/item_scanner.h"
#include "plugins/json/list_finder.h"
#include "plugins/json/record_stream.h"

namespace etl::json {

// The items of a list inside of one document, of any length: no more than one item is in memory,
// and the frame, which is what stands around the list. The frame is parsed at the end.
class ListRecords final : public RecordStream {
 public:
  // `pointer` to the list; empty: the document is it.
  ListRecords(std::unique_ptr<TextWindow> window, std::string pointer);

  void Open(const file_input::Split&) override {}
  bool Next(simdjson::dom::element& record) override;
  std::string place() override;
  std::optional<std::string> text() const override;
  std::int64_t index() const override { return index_; }

 private:
  enum class Phase { kBefore, kFirst, kItems, kBehind, kEnded };

  void FindList();
  bool NextItem(simdjson::dom::element& record);
  std::size_t EndOfItem();
  void ReadRest();
  void CheckFrame();
  // The next byte that is no white space; throws at the end of the file.
  char NextByte();
  void AddToFrame(std::string_view text);

  std::unique_ptr<TextWindow> window_;
  const std::string pointer_;
  ListFinder finder_;
  ItemScanner scanner_;
  simdjson::dom::parser parser_;
  std::string frame_;
  Phase phase_ = Phase::kBefore;
  bool parsed_ = false;   // the item
  std::size_t item_ = 0;  // bytes at the front of the window
  std::int64_t index_ = -1;
};

}  // namespace etl::json

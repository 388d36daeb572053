// SPDX-License-Identifier: Apache-2.0
#include "plugins/json/line_records.h"

#include <algorithm>
#include <cstring>

#include "plugins/shared/json_records/record_list.h"

namespace etl::json {
namespace {

using simdjson::dom::element;

bool IsBlank(std::string_view text) {
  return text.find_first_not_of(" \t\r\n") == std::string_view::npos;
}

std::int64_t LineBreaks(std::string_view text) {
  return std::count(text.begin(), text.end(), '\n');
}

}  // namespace

LineRecords::LineRecords(std::unique_ptr<TextWindow> window)
    : window_(std::move(window)), lines_(window_->context(), window_->file()) {
#ifdef SIMDJSON_THREADS_ENABLED
  parser_.threaded = false;
#endif
}

void LineRecords::Open(const file_input::Split& range) {
  range_ = range;
  mode_ = Mode::kNoBlock;
  block_ = 0;
  line_ = 0;
  next_.reset();
  if (range.begin > 0) window_->Restart(range.begin - 1);  // a line may begin at `begin`
  first_line_ = range.begin > 0 ? -1 : 0;
}

bool LineRecords::Next(element& record) {
  bad_size_ = 0;
  for (;;) {
    if (mode_ == Mode::kBlock && NextOfBlock(record)) return true;
    if (mode_ == Mode::kLineByLine && NextLine(record)) return true;
    if (!NextBlock()) return false;
  }
}

// Passes over the end of a line that begins before the range. False if none begins behind it.
bool LineRecords::SkipToLine() {
  for (;;) {
    const auto* end = static_cast<const char*>(std::memchr(window_->data(), '\n', window_->size()));
    window_->Consume(end ? static_cast<std::size_t>(end + 1 - window_->data()) : window_->size());
    if (end) break;
    if (range_.end >= 0 && window_->offset() >= range_.end) return false;
    if (!window_->Fill(range_.end)) return false;
  }
  first_line_ = window_->offset();
  return true;
}

// How many bytes of the window are whole lines of the range; nullopt: the first one is not there
// yet.
std::optional<std::size_t> LineRecords::WholeLines() const {
  const std::size_t size = window_->size();
  const std::int64_t left = range_.end - window_->offset();
  const void* end = nullptr;
  if (range_.end >= 0 && left <= static_cast<std::int64_t>(size)) {
    // The line that has the range's last byte is the last one.
    const auto last = static_cast<std::size_t>(left - 1);
    end = std::memchr(window_->data() + last, '\n', size - last);
  } else {
    end = memrchr(window_->data(), '\n', size);
  }
  if (end) return static_cast<std::size_t>(static_cast<const char*>(end) + 1 - window_->data());
  if (window_->at_end()) return size;
  return std::nullopt;
}

bool LineRecords::NextBlock() {
  mode_ = Mode::kNoBlock;
  next_.reset();
  window_->Consume(std::exchange(block_, 0));
  if (first_line_ < 0 && !SkipToLine()) return false;
  if (!std::exchange(marked_, true)) window_->SkipMark();
  if (range_.end >= 0 && window_->offset() >= range_.end) return false;
  line_begin_ = done_ = 0;
  window_->Fill(range_.end);
  std::optional<std::size_t> size = WholeLines();
  while (!size) {
    window_->Fill(range_.end);
    size = WholeLines();
  }
  if (*size == 0) return false;
  block_ = *size;
  mode_ = Mode::kBlock;
  const auto text = reinterpret_cast<const std::uint8_t*>(window_->data());
  if (parser_.parse_many(text, block_, std::max<std::size_t>(block_, 64)).get(stream_))
    GoLineByLine();
  return true;
}

bool LineRecords::NextOfBlock(element& record) {
  if (next_)
    ++*next_;
  else
    next_.emplace(stream_.begin());
  const std::string_view block(window_->data(), block_);
  if (!(*next_ != stream_.end())) {
    const std::string_view rest = block.substr(done_);
    if (stream_.truncated_bytes() != 0 || !IsBlank(rest)) return GoLineByLine(), false;
    line_ += LineBreaks(rest);
    mode_ = Mode::kNoBlock;
    return false;
  }
  // A record is an object, alone on its line.
  const auto parsed = **next_;
  if (parsed.error() || !parsed.value_unsafe().is_object()) return GoLineByLine(), false;
  const std::size_t begin = next_->current_index(), size = next_->source().size();
  if (begin < done_ || begin + size > block_) return GoLineByLine(), false;
  const std::string_view gap = block.substr(done_, begin - done_);
  const std::size_t last_break = gap.rfind('\n');
  const std::size_t line_end = std::min(block.find_first_not_of(" \t\r", begin + size), block_);
  if ((last_break == std::string_view::npos && done_ > 0) ||
      (line_end < block_ && block[line_end] != '\n') ||
      std::memchr(block.data() + begin, '\n', size))
    return GoLineByLine(), false;
  if (last_break != std::string_view::npos) {
    line_ += last_break == 0 ? 1 : LineBreaks(gap);
    line_begin_ = done_ + last_break + 1;
  }
  done_ = line_end;
  record = parsed.value_unsafe();
  return true;
}

// Begins again behind the line of the last record, or with it if something else stands there.
void LineRecords::GoLineByLine() {
  mode_ = Mode::kLineByLine;
  next_.reset();
  const std::string_view block(window_->data(), block_);
  const std::size_t line_end = std::min(block.find('\n', done_), block_);
  if (done_ == 0 || !IsBlank(block.substr(done_, line_end - done_))) {
    --line_;
    return;
  }
  line_begin_ = line_end + 1;
}

bool LineRecords::NextLine(element& record) {
  const std::string_view block(window_->data(), block_);
  while (line_begin_ < block_) {
    ++line_;
    const std::size_t end = std::min(block.find('\n', line_begin_), block_);
    const std::string_view line = block.substr(line_begin_, end - line_begin_);
    line_begin_ = end + 1;
    if (IsBlank(line)) continue;
    const auto parsed = parser_.parse(line.data(), line.size(), false);
    bad_begin_ = static_cast<std::size_t>(line.data() - block.data());
    bad_size_ = line.size();
    if (parsed.error()) throw json_records::InvalidJson(parsed.error(), "the record", line);
    record = parsed.value_unsafe();
    return true;
  }
  ++line_;
  return false;
}

std::string LineRecords::place() {
  std::int64_t line = line_ + 1;
  if (range_.begin > 0) line += lines_.BreaksBefore(first_line_ < 0 ? range_.begin : first_line_);
  return Format("{}:{}", window_->file().name(), line);
}

std::optional<std::string> LineRecords::text() const {
  const std::string_view block(window_->data(), block_);
  if (mode_ == Mode::kLineByLine && bad_size_ > 0)
    return std::string(block.substr(bad_begin_, bad_size_));
  if (mode_ != Mode::kBlock || done_ == 0) return std::nullopt;
  return std::string(block.substr(line_begin_, done_ - line_begin_));
}

}  // namespace etl::json

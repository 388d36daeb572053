// SPDX-License-Identifier: Apache-2.0
#include "plugins/text/line_reader.h"

#include <algorithm>
#include <charconv>
#include <cstring>
#include <utility>
#include <vector>

namespace etl::text {
namespace {

constexpr std::size_t kBlockBytes = 128 * 1024;
constexpr std::size_t kLookBytes = 16 * 1024;

}  // namespace

LineReader::LineReader(Context& context, const file_input::InputFile& file, std::int64_t most_bytes,
                       file_input::Metered metered)
    : context_(context),
      file_(file),
      window_(context, file, most_bytes,
              std::min(kBlockBytes, static_cast<std::size_t>(most_bytes)), metered, "max_line"),
      lines_(context, file) {}

void LineReader::Open(const file_input::Split& range) {
  range_ = range;
  lines_before_ = range.begin > 0 ? -1 : 0;
  line_ = -1;
  taken_ = 0;
  first_line_ = range.begin > 0 ? -1 : 0;
  if (range.begin > 0) window_.Restart(range.begin - 1);  // a line may begin at `begin`
}

// Passes over the end of a line that begins before the range. False if none begins behind it.
bool LineReader::SkipToLine() {
  for (;;) {
    const auto* end = static_cast<const char*>(std::memchr(window_.data(), '\n', window_.size()));
    window_.Consume(end ? static_cast<std::size_t>(end + 1 - window_.data()) : window_.size());
    if (end) break;
    if (window_.offset() >= range_.end) return false;
    if (!window_.Fill(range_.end)) return false;
  }
  first_line_ = window_.offset();
  return true;
}

std::optional<std::string_view> LineReader::Next() {
  window_.Consume(std::exchange(taken_, 0));
  if (first_line_ < 0 && !SkipToLine()) return std::nullopt;
  if (window_.offset() == 0) window_.SkipMark();
  if (range_.end >= 0 && window_.offset() >= range_.end) return End();
  const char* end = nullptr;
  for (std::size_t scanned = 0; !end;) {
    end = static_cast<const char*>(
        std::memchr(window_.data() + scanned, '\n', window_.size() - scanned));
    if (end) break;
    scanned = window_.size();
    if (window_.Fill(range_.end)) continue;
    if (window_.size() == 0) return std::nullopt;
    break;
  }
  ++line_;
  std::size_t size = end ? static_cast<std::size_t>(end - window_.data()) : window_.size();
  taken_ = end ? size + 1 : size;
  if (size > 0 && window_.data()[size - 1] == '\r') --size;
  return std::string_view(window_.data(), size);
}

// Where the next range is this one's neighbour, its lines need not be counted.
std::optional<std::string_view> LineReader::End() {
  if (lines_before_ >= 0 && file_.divisible())
    lines_.Know(window_.offset(), lines_before_ + line_ + 1);
  return std::nullopt;
}

void LineReader::AppendPlaceOf(std::int64_t line, std::string& out) {
  if (lines_before_ < 0)
    lines_before_ = lines_.BreaksBefore(first_line_ < 0 ? range_.begin : first_line_);
  out += file_.path == "-" ? "standard input" : file_.path;
  out += ':';
  char digits[24];
  const auto end = std::to_chars(digits, digits + sizeof digits, lines_before_ + line + 1).ptr;
  out.append(digits, end);
}

std::string LineReader::PlaceOf(std::int64_t line) {
  std::string place;
  AppendPlaceOf(line, place);
  return place;
}

bool LineReader::IsBlankBehind() const {
  if (range_.end < 0) return true;
  file_input::FileReader reader(context_, file_, file_input::Metered::kNo);
  reader.Seek(window_.offset());
  std::vector<char> bytes(kLookBytes);
  while (const std::size_t count = reader.Read(bytes.data(), bytes.size()))
    if (std::string_view(bytes.data(), count).find_first_not_of(" \t\r\n") !=
        std::string_view::npos)
      return false;
  return true;
}

}  // namespace etl::text

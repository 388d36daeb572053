// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>

#include "plugins/csv/dialect.h"

namespace etl::csv {

// Where the fields of a text end: the places of all delimiters and line feeds that stand outside of
// quotes. Found for 64 bytes at a time, by whatever the processor has for that. One thread.
class FieldIndex {
 public:
  // The text may be read this far beyond its end.
  static constexpr std::size_t kPadding = 64;
  static constexpr std::uint32_t kNone = 0xffffffff;

  // `portable`: without the processor's best instructions, for tests.
  explicit FieldIndex(bool portable = false) : portable_(portable) {}

  // Looks through a text that begins with a record; at most 2^31 bytes. What was found before is
  // forgotten.
  void Build(const Dialect& dialect, const char* text, std::size_t size);

  std::uint32_t* ends() { return ends_.get(); }
  std::size_t count() const { return count_; }
  std::size_t line_feeds() const { return line_feeds_; }  // how many of the ends are
  // The first byte that makes the text no CSV: a NUL, a carriage return without its line feed, a
  // quote inside of a field without quotes, or something behind a closing quote. kNone if there is
  // none. The index ends before it.
  std::uint32_t bad() const { return bad_; }
  // The text ends inside of quotes.
  bool open() const { return open_; }
  // No byte is other than ASCII. May say no without need.
  bool ascii() const { return ascii_; }

 private:
  const bool portable_;
  std::unique_ptr<std::uint32_t[]> ends_;
  std::size_t capacity_ = 0, count_ = 0, line_feeds_ = 0;
  std::uint32_t bad_ = kNone;
  bool open_ = false, ascii_ = true;
};

namespace detail {

// What a kernel is given and what it finds.
struct Scanned {
  const char* text;
  std::size_t size;
  char delimiter, quote;  // quote: 0 for none
  std::uint32_t* ends;    // room for size + 64
  std::size_t count, line_feeds;
  std::uint32_t bad;
  bool open, ascii;
};

void ScanBaseline(Scanned& scanned);
#if defined(__x86_64__)
void ScanAvx2(Scanned& scanned);
#endif
// Byte by byte: for texts with comments, in which a quote is nothing.
void ScanWithComments(Scanned& scanned, char comment);

}  // namespace detail
}  // namespace etl::csv

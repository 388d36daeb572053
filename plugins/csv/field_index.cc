// SPDX-License-Identifier: Apache-2.0
#include "plugins/csv/field_index.h"

#include <cstring>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

namespace etl::csv {
namespace detail {
namespace {

struct Lanes {
  static Lanes Load(const char* text) { return {text}; }

  std::uint64_t Equal(char byte) const {
    std::uint64_t bits = 0;
#if defined(__SSE2__)
    const __m128i all = _mm_set1_epi8(byte);
    for (int i = 0; i < 4; ++i) {
      const auto* part = reinterpret_cast<const __m128i*>(text + 16 * i);
      const int mask = _mm_movemask_epi8(_mm_cmpeq_epi8(_mm_loadu_si128(part), all));
      bits |= std::uint64_t{static_cast<std::uint32_t>(mask)} << (16 * i);
    }
#else
    for (int i = 0; i < 64; ++i) bits |= std::uint64_t{text[i] == byte} << i;
#endif
    return bits;
  }
  bool IsAscii() const {
    std::uint64_t all = 0, part;
    for (int i = 0; i < 64; i += 8) std::memcpy(&part, text + i, 8), all |= part;
    return (all & 0x8080808080808080) == 0;
  }
  static std::uint64_t PrefixXor(std::uint64_t bits) {
    for (int step = 1; step < 64; step *= 2) bits ^= bits << step;
    return bits;
  }

  const char* text;
};

#include "plugins/csv/field_index_kernel.h"

}  // namespace

void ScanBaseline(Scanned& scanned) { Scan(scanned); }

namespace {

// One byte after the other, with the rules that the kernel has for 64.
class CommentScan {
 public:
  CommentScan(Scanned& scanned, char comment) : scanned_(scanned), comment_(comment) {}

  void Run() {
    for (std::size_t i = 0; i < scanned_.size; ++i) {
      if (static_cast<unsigned char>(scanned_.text[i]) >= 0x80) scanned_.ascii = false;
      if (!Take(scanned_.text[i])) {
        scanned_.bad = static_cast<std::uint32_t>(i);
        break;
      }
      if (ends_) scanned_.ends[scanned_.count++] = static_cast<std::uint32_t>(i);
      scanned_.line_feeds += ends_ && scanned_.text[i] == '\n';
    }
    scanned_.open = inside_;
  }

 private:
  // False for a byte that may not stand here; else `ends_` says whether it ends a field.
  bool Take(char byte) {
    ends_ = false;
    if (byte == '\0' || (carriage_ && byte != '\n')) return false;
    if (line_begins_ && byte == comment_) in_comment_ = true;
    const bool begins = line_begins_ || field_begins_;
    if (!inside_) line_begins_ = field_begins_ = false;
    if (in_comment_) {
      if (byte == '\n') in_comment_ = false, ends_ = line_begins_ = true;
      return true;
    }
    if (scanned_.quote && byte == scanned_.quote) {
      if (!inside_ && !begins && !closed_) return false;
      closed_ = inside_;
      inside_ = !inside_;
      return true;
    }
    if (inside_) return true;
    const bool closed = closed_;
    closed_ = false;
    carriage_ = byte == '\r';
    line_begins_ = byte == '\n';
    field_begins_ = byte == scanned_.delimiter;
    ends_ = line_begins_ || field_begins_;
    return ends_ || carriage_ || !closed;
  }

  Scanned& scanned_;
  const char comment_;
  bool line_begins_ = true, field_begins_ = false, in_comment_ = false;
  bool inside_ = false, closed_ = false, carriage_ = false;
  bool ends_ = false;
};

}  // namespace

void ScanWithComments(Scanned& scanned, char comment) { CommentScan(scanned, comment).Run(); }

}  // namespace detail

namespace {

bool HasAvx2() {
#if defined(__x86_64__)
  static const bool has = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi") &&
                          __builtin_cpu_supports("pclmul") && __builtin_cpu_supports("popcnt");
  return has;
#else
  return false;
#endif
}

}  // namespace

void FieldIndex::Build(const Dialect& dialect, const char* text, std::size_t size) {
  // A field may be no longer than its delimiter.
  if (capacity_ < size + kPadding) {
    capacity_ = size + kPadding;
    ends_ = std::make_unique_for_overwrite<std::uint32_t[]>(capacity_);
  }
  detail::Scanned scanned{text,  size, dialect.delimiter, dialect.quote, ends_.get(), 0, 0, kNone,
                          false, true};
  if (dialect.comment) detail::ScanWithComments(scanned, dialect.comment);
#if defined(__x86_64__)
  else if (!portable_ && HasAvx2())
    detail::ScanAvx2(scanned);
#endif
  else
    detail::ScanBaseline(scanned);
  count_ = scanned.count;
  line_feeds_ = scanned.line_feeds;
  bad_ = scanned.bad;
  open_ = scanned.open && bad_ == kNone;
  ascii_ = scanned.ascii;
}

}  // namespace etl::csv

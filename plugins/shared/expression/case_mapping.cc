// SPDX-License-Identifier: Apache-2.0
#include "plugins/shared/expression/case_mapping.h"

#include <unicode/ucasemap.h>
#include <unicode/uchar.h>
#include <unicode/utf8.h>

#include <algorithm>
#include <cstdint>
#include <limits>

#include "etl/error.h"

namespace etl::expression {

CaseMapping::CaseMapping(bool upper) : upper_(upper) {
  UErrorCode status = U_ZERO_ERROR;
  // The empty locale is the root: Turkish and Lithuanian have rules of their own.
  map_.reset(ucasemap_open("", 0, &status), ucasemap_close);
  if (U_FAILURE(status)) throw EnvironmentError("ICU has no case mapping: {}", u_errorName(status));
}

void CaseMapping::Append(std::string_view text, std::string& out) const {
  unsigned char all = 0;
  for (const char c : text) all |= static_cast<unsigned char>(c);
  if (all >= 0x80) return AppendUnicode(text, out);
  const std::size_t begin = out.size();
  out.append(text);
  const char first = upper_ ? 'a' : 'A';
  for (std::size_t i = begin; i < out.size(); ++i) {
    const auto letter = static_cast<unsigned char>(out[i] - first);
    out[i] = static_cast<char>(out[i] ^ (letter < 26 ? 0x20 : 0));
  }
}

void CaseMapping::AppendUnicode(std::string_view text, std::string& out) const {
  // No mapping is longer than three times its original.
  constexpr std::size_t kLongest = std::numeric_limits<std::int32_t>::max() / 4;
  if (text.size() > kLongest)
    throw DataError("a text of {} bytes is too long for lower and upper", text.size());
  const std::size_t begin = out.size();
  auto room = static_cast<std::int32_t>(text.size() + 16);
  for (;;) {
    out.resize(begin + static_cast<std::size_t>(room));
    UErrorCode status = U_ZERO_ERROR;
    const auto map = upper_ ? ucasemap_utf8ToUpper : ucasemap_utf8ToLower;
    const std::int32_t size = map(map_.get(), out.data() + begin, room, text.data(),
                                  static_cast<std::int32_t>(text.size()), &status);
    if (status != U_BUFFER_OVERFLOW_ERROR) {
      out.resize(begin + static_cast<std::size_t>(U_FAILURE(status) ? 0 : size));
      if (U_FAILURE(status)) throw DataError("lower or upper failed: {}", u_errorName(status));
      return;
    }
    room = size;
  }
}

std::string FoldCase(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  const auto size = static_cast<std::int64_t>(text.size());
  for (std::int64_t i = 0; i < size;) {
    UChar32 c = 0;
    const std::int64_t begin = i;
    U8_NEXT(text.data(), i, size, c);
    if (c < 0) {  // not UTF-8: as it is
      out.append(text, static_cast<std::size_t>(begin), static_cast<std::size_t>(i - begin));
      continue;
    }
    char folded[U8_MAX_LENGTH];
    std::size_t length = 0;
    U8_APPEND_UNSAFE(folded, length, u_foldCase(c, U_FOLD_CASE_DEFAULT));
    out.append(folded, length);
  }
  return out;
}

}  // namespace etl::expression

// SPDX-License-Identifier: Apache-2.0
#include "plugins/shared/sql_dialect/utf8.h"

namespace etl::sql_dialect {
namespace {

// Length of the sequence that `lead` begins, and the bits that it contributes; 0: no lead byte.
std::size_t SequenceLength(unsigned char lead, unsigned& code) {
  if (lead < 0x80) return code = lead, 1;
  if ((lead & 0xe0) == 0xc0) return code = lead & 0x1fu, 2;
  if ((lead & 0xf0) == 0xe0) return code = lead & 0x0fu, 3;
  if ((lead & 0xf8) == 0xf0) return code = lead & 0x07u, 4;
  return 0;
}

}  // namespace

std::optional<TextShape> MeasureUtf8(std::string_view text) {
  static constexpr unsigned kSmallest[] = {0, 0, 0x80, 0x800, 0x10000};
  TextShape shape;
  while (!text.empty()) {
    unsigned code = 0;
    const std::size_t length = SequenceLength(static_cast<unsigned char>(text[0]), code);
    if (length == 0 || length > text.size()) return std::nullopt;
    for (std::size_t i = 1; i < length; ++i) {
      const auto byte = static_cast<unsigned char>(text[i]);
      if ((byte & 0xc0) != 0x80) return std::nullopt;
      code = code << 6 | (byte & 0x3fu);
    }
    if (code < kSmallest[length] || code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff))
      return std::nullopt;
    ++shape.characters;
    shape.supplementary |= code > 0xffff;
    text.remove_prefix(length);
  }
  return shape;
}

}  // namespace etl::sql_dialect

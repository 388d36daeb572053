// SPDX-License-Identifier: Apache-2.0
#include "plugins/json/json_value.h"

#include <simdjson.h>

#include <array>
#include <charconv>
#include <cmath>
#include <cstdint>

namespace etl::json {
namespace {

// What follows the backslash; 'u': four hex digits; 0: the byte stands for itself.
constexpr std::array<char, 256> kEscapes = [] {
  std::array<char, 256> escapes{};
  for (std::size_t c = 0; c < 0x20; ++c) escapes[c] = 'u';
  escapes['\b'] = 'b';
  escapes['\f'] = 'f';
  escapes['\n'] = 'n';
  escapes['\r'] = 'r';
  escapes['\t'] = 't';
  escapes['"'] = '"';
  escapes['\\'] = '\\';
  return escapes;
}();

void AppendEscape(unsigned char c, std::string& out) {
  out += '\\';
  out += kEscapes[c];
  if (kEscapes[c] != 'u') return;
  out += "00";
  out += "0123456789abcdef"[c >> 4];
  out += "0123456789abcdef"[c & 15];
}

// Whether a number in fixed notation is readable: the bounds that Python's repr has.
bool IsFixed(int exponent) { return exponent >= -4 && exponent < 16; }

// "digits" with the point after the first exponent + 1 of them.
void AppendFixed(std::string_view digits, int exponent, std::string& out) {
  if (exponent < 0) {
    out += "0.";
    for (int place = -1; place > exponent; --place) out += '0';
    out += digits;
    return;
  }
  const std::size_t whole = static_cast<std::size_t>(exponent) + 1;
  out += digits.substr(0, whole);
  if (digits.size() > whole) {
    out += '.';
    out += digits.substr(whole);
  } else {
    out.append(whole - digits.size(), '0');
    out += ".0";
  }
}

}  // namespace

bool AppendString(std::string_view text, std::string& out) {
  const std::size_t begin = out.size();
  unsigned char seen = 0;
  out += '"';
  std::size_t plain = 0;  // where the bytes begin that are not copied yet
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto c = static_cast<unsigned char>(text[i]);
    seen |= c;
    if (!kEscapes[c]) continue;
    out.append(text, plain, i - plain);
    AppendEscape(c, out);
    plain = i + 1;
  }
  out.append(text, plain);
  out += '"';
  if (seen < 0x80 || simdjson::validate_utf8(text)) return true;
  out.resize(begin);
  return false;
}

bool AppendFloat64(double value, std::string& out) {
  if (!std::isfinite(value)) return false;
  char text[40];
  const auto end =
      std::to_chars(text, text + sizeof text, std::abs(value), std::chars_format::scientific).ptr;
  const std::string_view shortest(text, static_cast<std::size_t>(end - text));
  const auto e = shortest.find('e');
  int exponent = 0;
  std::from_chars(text + e + (text[e + 1] == '+' ? 2 : 1), end, exponent);
  if (std::signbit(value)) out += '-';
  if (!IsFixed(exponent)) {
    out += shortest;
    return true;
  }
  std::string digits(shortest.substr(0, 1));
  if (e > 2) digits += shortest.substr(2, e - 2);
  AppendFixed(digits, exponent, out);
  return true;
}

void AppendBase64(std::string_view bytes, std::string& out) {
  static constexpr char kDigits[] =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  out += '"';
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    const std::size_t left = bytes.size() - i;
    const auto byte = [&](std::size_t k) {
      return k < left ? std::uint32_t{static_cast<unsigned char>(bytes[i + k])} : 0;
    };
    const std::uint32_t group = byte(0) << 16 | byte(1) << 8 | byte(2);
    out += kDigits[group >> 18];
    out += kDigits[group >> 12 & 63];
    out += left > 1 ? kDigits[group >> 6 & 63] : '=';
    out += left > 2 ? kDigits[group & 63] : '=';
  }
  out += '"';
}

}  // namespace etl::json

// SPDX-License-Identifier: Apache-2.0
// The scan over a text, over a struct Lanes that compares 64 bytes at once. Included by one source
// file for each kind of processor, after its Lanes: nothing here may become a symbol that two of
// them share, or the linker would choose one for all.
//
//   struct Lanes {
//     static Lanes Load(const char* text);
//     std::uint64_t Equal(char byte) const;          // a bit for each byte
//     bool IsAscii() const;
//     static std::uint64_t PrefixXor(std::uint64_t); // bit i: the parity of bits 0 to i
//   };

// Carried from one block of 64 bytes to the next.
struct Carry {
  std::uint64_t inside = 0;     // all ones: the last byte was inside of quotes
  std::uint64_t structure = 1;  // the last byte ended a field; so does the beginning
  std::uint64_t closing = 0;    // the last byte was a closing quote
  std::uint64_t carriage = 0;   // the last byte was a carriage return outside of quotes
};

// Writes the places of the bits; up to 64 places behind them are overwritten.
static inline __attribute__((always_inline)) std::uint32_t* WriteBits(std::uint64_t bits,
                                                                      std::uint32_t base,
                                                                      std::uint32_t* out) {
  const int count = __builtin_popcountll(bits);
  // Without a branch for each bit: their number is not to be foreseen.
  for (int written = 0; written < count; written += 8)
    for (int i = 0; i < 8; ++i) {
      out[written + i] = base + static_cast<std::uint32_t>(__builtin_ctzll(bits | 1ull << 63));
      bits &= bits - 1;
    }
  return out + count;
}

// The bytes that may not stand where they stand, in a block with quotes before or in it. Makes
// `structure` what is outside of the quotes.
static inline __attribute__((always_inline)) std::uint64_t CheckQuotes(std::uint64_t quotes,
                                                                       std::uint64_t& structure,
                                                                       std::uint64_t& carriage,
                                                                       Carry& carry) {
  const std::uint64_t inside = Lanes::PrefixXor(quotes) ^ carry.inside;
  structure &= ~inside;
  carriage &= ~inside;
  const std::uint64_t opening = quotes & inside, closing = quotes & ~inside;
  const std::uint64_t begins = structure << 1 | carry.structure;
  const std::uint64_t after = closing << 1 | carry.closing;
  carry.closing = closing >> 63;
  carry.inside = static_cast<std::uint64_t>(static_cast<std::int64_t>(inside) >> 63);
  return (opening & ~(begins | after)) | (after & ~(structure | opening | carriage));
}

static void Scan(Scanned& scanned) {
  Carry carry;
  std::uint32_t* out = scanned.ends;
  std::size_t line_feeds = 0;
  std::uint32_t bad_at = 0xffffffff;
  bool ascii = true;
  for (std::size_t at = 0; at < scanned.size; at += 64) {
    const Lanes bytes = Lanes::Load(scanned.text + at);
    ascii &= bytes.IsAscii();
    const std::size_t left = scanned.size - at;
    const std::uint64_t valid = left >= 64 ? ~0ull : (1ull << left) - 1;
    const std::uint64_t feeds = bytes.Equal('\n') & valid;
    std::uint64_t structure = (bytes.Equal(scanned.delimiter) & valid) | feeds;
    std::uint64_t carriage = bytes.Equal('\r') & valid;
    std::uint64_t bad = bytes.Equal('\0');
    const std::uint64_t quotes = scanned.quote ? bytes.Equal(scanned.quote) & valid : 0;
    if (quotes | carry.inside | carry.closing)
      bad |= CheckQuotes(quotes, structure, carriage, carry);
    bad |= (carriage << 1 | carry.carriage) & ~feeds;
    bad &= valid;
    carry.structure = structure >> 63;
    carry.carriage = carriage >> 63;
    if (bad) {
      const int place = __builtin_ctzll(bad);
      bad_at = static_cast<std::uint32_t>(at) + static_cast<std::uint32_t>(place);
      structure &= (1ull << place) - 1;
    }
    line_feeds += static_cast<std::size_t>(__builtin_popcountll(structure & feeds));
    out = WriteBits(structure, static_cast<std::uint32_t>(at), out);
    if (bad) break;
  }
  scanned.count = static_cast<std::size_t>(out - scanned.ends);
  scanned.line_feeds = line_feeds;
  scanned.bad = bad_at;
  scanned.ascii = ascii;
  scanned.open = carry.inside != 0;
}

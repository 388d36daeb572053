// SPDX-License-Identifier: Apache-2.0
#include "runtime/key_filter.h"

#include <sys/mman.h>
#include <xxhash.h>

#include <algorithm>
#include <bit>
#include <cstdlib>
#include <cstring>
#include <utility>

#include "etl/gather.h"
#include "etl/key_numbers.h"
#include "runtime/step_times.h"

namespace etl::runtime {
namespace {

// Of the whole memory, and the most that may be needed: for fewer keys than will come the filter is
// worth less, but what it drops need not be sorted.
constexpr std::int64_t kShare = 16, kLargestShare = 4;
constexpr std::int64_t kLeastBytes = 64, kMostBytes = std::int64_t{16} << 20;
constexpr std::int64_t kMostKeys = std::int64_t{32} << 20;
constexpr int kBitsOfKey = 4;
constexpr std::int64_t kLeastBitsPerKey = 4;  // with less most keys pass
// Where so few rows are dropped, to look at each costs more than it saves.
constexpr std::int64_t kTrial = 1 << 16;
constexpr double kUselessShare = 0.9;
constexpr std::uint64_t kNull = 0;  // no hash: a null equals nothing
constexpr std::size_t kAhead = 16;

std::uint64_t Mix(std::uint64_t hash) {  // the finalizer of MurmurHash3
  hash = (hash ^ hash >> 33) * 0xff51afd7ed558ccdu;
  hash = (hash ^ hash >> 33) * 0xc4ceb9fe1a85ec53u;
  return hash ^ hash >> 33;
}

// The lower bits of a hash say which bits of the word are the key's.
std::uint64_t BitsOf(std::uint64_t hash) {
  std::uint64_t bits = 0;
  for (int i = 0; i < kBitsOfKey; ++i) bits |= std::uint64_t{1} << (hash >> (6 * i) & 63);
  return bits;
}

template <typename Value>
void AddValues(const Column& column, std::vector<std::uint64_t>& hashes, Value value) {
  for (std::size_t row = 0; row < hashes.size(); ++row) {
    const auto at = static_cast<std::int64_t>(row);
    if (hashes[row] == kNull || column.IsNull(at)) {
      hashes[row] = kNull;
      continue;
    }
    hashes[row] = std::max<std::uint64_t>(Mix(hashes[row] + value(at)), 1);
  }
}

// Keys fall all over: large pages cost fewer faults, and fewer looks into the tables of pages.
void* Zeros(std::size_t bytes) {
  constexpr std::size_t kLargePage = std::size_t{2} << 20;
  if (bytes < kLargePage) return std::calloc(1, bytes);
  void* words = std::aligned_alloc(kLargePage, bytes);
  if (!words) return nullptr;
  ::madvise(words, bytes, MADV_HUGEPAGE);
  return std::memset(words, 0, bytes);
}

// A power of two: 16 bits a key where that is no great share of the memory, else 8 to 16.
std::int64_t WantedBytes(std::int64_t memory, std::int64_t keys) {
  const auto floor = [](std::int64_t bytes) {
    return static_cast<std::int64_t>(std::bit_floor(static_cast<std::uint64_t>(bytes)));
  };
  const std::int64_t usual = floor(std::min(memory / kShare, kMostBytes));
  if (keys < 0) return usual;
  const std::int64_t needed = std::max(2 * floor(std::min(keys, kMostKeys)), kLeastBytes);
  return 2 * needed <= usual ? 2 * needed : std::min(needed, floor(memory / kLargestShare));
}

}  // namespace

void KeyFilter::Free::operator()(void* words) const { std::free(words); }

KeyFilter::KeyFilter(std::vector<DataType> types, StepMemory& memory, CancelToken& cancel,
                     std::int64_t expected_keys)
    : types_(std::move(types)), memory_(memory), cancel_(cancel), registration_(cancel, [this] {
        const std::lock_guard lock(mutex_);
        changed_.notify_all();
      }) {
  std::int64_t bytes = WantedBytes(memory.budget().total(), expected_keys);
  while (bytes >= kLeastBytes && !memory_.Try(bytes)) bytes /= 2;
  if (bytes < kLeastBytes) {
    Finish(false);
    return;
  }
  granted_ = bytes;
  words_.reset(static_cast<std::atomic<std::uint64_t>*>(Zeros(static_cast<std::size_t>(bytes))));
  shift_ = 64 - std::countr_zero(static_cast<std::size_t>(bytes) / sizeof(std::uint64_t));
  if (!words_) Finish(false);
}

KeyFilter::~KeyFilter() { memory_.Release(granted_); }

// Equal values have equal numbers (key_numbers.h), whatever their bits.
void KeyFilter::Hash(const RecordBatch& batch, const std::vector<int>& columns,
                     std::vector<std::uint64_t>& hashes) const {
  hashes.assign(static_cast<std::size_t>(batch.num_rows()), 1);
  for (std::size_t i = 0; i < columns.size(); ++i) {
    const Column& column = batch.column(columns[i]);
    if (IsVariable(types_[i])) {
      AddValues(column, hashes, [&](std::int64_t row) {
        const std::string_view text = column.TextAt(row);
        return XXH3_64bits(text.data(), text.size());
      });
      continue;
    }
    const KeyNumbers numbers({columns[i], columns[i], false, false}, types_[i]);
    for (const int piece : {0, 1})
      if (piece == 0 || numbers.has_pieces())
        numbers.Visit(piece, [&](auto of) {
          AddValues(column, hashes, [&](std::int64_t row) { return of(column, row); });
        });
  }
}

void KeyFilter::Add(const RecordBatch& batch, const std::vector<int>& columns) {
  if (state_ != State::kFilling) return;
  std::vector<std::uint64_t> hashes;
  Hash(batch, columns, hashes);
  for (std::size_t i = 0; i < hashes.size(); ++i) {
    if (i + kAhead < hashes.size()) __builtin_prefetch(&WordOf(hashes[i + kAhead]), 1);
    if (hashes[i] == kNull) continue;
    const std::uint64_t bits = BitsOf(hashes[i]);
    std::atomic<std::uint64_t>& word = WordOf(hashes[i]);
    if ((word.load(std::memory_order_relaxed) & bits) != bits)
      word.fetch_or(bits, std::memory_order_relaxed);
  }
  keys_ += batch.num_rows();
  if (keys_ > granted_ * 8 / kLeastBitsPerKey) Finish(false);
}

void KeyFilter::Finish(bool complete) {
  const std::lock_guard lock(mutex_);
  if (state_ != State::kFilling) return;
  state_ = complete ? State::kReady : State::kOff;
  changed_.notify_all();
}

KeyFilter::State KeyFilter::Wait() {
  if (state_ != State::kFilling) return state_;
  std::unique_lock lock(mutex_);
  WaitCounted(Doing::kWaitingInput, changed_, lock,
              [this] { return state_ != State::kFilling || cancel_.cancelled(); });
  cancel_.Check();
  return state_;
}

RecordBatch KeyFilter::Reduce(const RecordBatch& batch, const std::vector<int>& columns) {
  if (Wait() == State::kOff) return batch;
  std::vector<std::uint64_t> hashes;
  Hash(batch, columns, hashes);
  std::vector<RowRef> kept;
  kept.reserve(hashes.size());
  for (std::size_t i = 0; i < hashes.size(); ++i) {
    if (i + kAhead < hashes.size()) __builtin_prefetch(&WordOf(hashes[i + kAhead]));
    const std::uint64_t bits = BitsOf(hashes[i]);
    if (hashes[i] != kNull && (WordOf(hashes[i]).load(std::memory_order_relaxed) & bits) == bits)
      kept.push_back({0, static_cast<std::uint32_t>(i)});
  }
  const auto left = static_cast<std::int64_t>(kept.size());
  const std::int64_t seen = seen_ += batch.num_rows(), stayed = kept_ += left;
  if (seen > kTrial && static_cast<double>(stayed) > kUselessShare * static_cast<double>(seen))
    state_ = State::kOff;
  if (left == batch.num_rows()) return batch;
  return GatherRows(batch.schema(), {batch}, kept);
}

}  // namespace etl::runtime

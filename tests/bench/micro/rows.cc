// SPDX-License-Identifier: Apache-2.0
#include "tests/bench/micro/rows.h"

#include <numeric>
#include <random>
#include <utility>

namespace etl::bench {
namespace {

std::string Name(std::uint64_t number) {
  static constexpr const char* kSyllables[] = {"ka", "lo", "ri",  "men", "tas", "vel", "no", "ber",
                                               "ki", "os", "fen", "mar", "zan", "tor", "wi", "sul"};
  std::string name;
  for (int i = 0; i < 5; ++i, number /= 16) name += kSyllables[number % 16];
  return name;
}

}  // namespace

const Schema& PeopleSchema() {
  static const Schema schema{{"id", Int32()}, {"name", Utf8()}, {"day", Date32()}};
  return schema;
}

std::vector<RecordBatch> MakePeople(std::int64_t rows, Ids ids, std::int32_t step) {
  std::mt19937_64 random(7);
  std::vector<std::int32_t> numbers(static_cast<std::size_t>(rows));
  std::iota(numbers.begin(), numbers.end(), 0);
  if (ids == Ids::kShuffled)
    for (std::size_t i = numbers.size(); i > 1; --i)
      std::swap(numbers[i - 1], numbers[random() % i]);
  const auto names = static_cast<std::uint64_t>(rows / 10 + 1);
  std::vector<RecordBatch> batches;
  RecordBatchBuilder builder(PeopleSchema());
  for (const std::int32_t number : numbers) {
    builder.column(0).AppendInt32(number * step);
    builder.column(1).AppendText(Name(random() % names * 2'654'435'761U));
    builder.column(2).AppendInt32(static_cast<std::int32_t>(random() % 20'000));
    if (builder.full()) batches.push_back(builder.Finish());
  }
  batches.push_back(builder.Finish());
  return batches;
}

std::function<std::optional<RecordBatch>()> Replay(const std::vector<RecordBatch>& batches) {
  return [&batches, next = std::size_t{0}]() mutable -> std::optional<RecordBatch> {
    if (next == batches.size()) return std::nullopt;
    return batches[next++];
  };
}

}  // namespace etl::bench

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "etl/record_batch_builder.h"

namespace etl::bench {

constexpr std::int64_t kRows = 1'000'000;

// In which order the ids come.
enum class Ids { kShuffled, kAscending };

// {id int, name string, day date}: ids are those of 0, step, 2 step, ...; of the names ten share
// one on average. The same rows at every run, in batches as a source makes them.
std::vector<RecordBatch> MakePeople(std::int64_t rows, Ids ids, std::int32_t step = 1);
const Schema& PeopleSchema();

// Batches one after the other, then nullopt; what a stream is made of.
std::function<std::optional<RecordBatch>()> Replay(const std::vector<RecordBatch>& batches);

}  // namespace etl::bench

// SPDX-License-Identifier: Apache-2.0
#include "plugins/shared/json_records/known_keys.h"

namespace etl::json_records {
namespace {

// Objects whose keys are data would make this grow for ever.
constexpr std::size_t kMostEntries = 4096;

}  // namespace

KnownKeys::KnownKeys() { entries_.push_back({"", kNone, 0}); }

void KnownKeys::Add(std::string_view key, int meaning) {
  places_.emplace(key, static_cast<std::uint32_t>(entries_.size()));
  entries_.push_back({std::string(key), meaning, 0});
}

int KnownKeys::Search(std::string_view key) {
  auto found = places_.find(key);
  if (found == places_.end()) {
    if (entries_.size() >= kMostEntries) return kNone;
    Add(key, kNone);
    found = places_.find(key);
  }
  entries_[at_].next = found->second;
  at_ = found->second;
  return entries_[at_].meaning;
}

}  // namespace etl::json_records

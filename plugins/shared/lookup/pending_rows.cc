// SPDX-License-Identifier: Apache-2.0
#include "plugins/shared/lookup/pending_rows.h"

#include <string>

#include "etl/batch_size.h"
#include "plugins/shared/lookup/key.h"

namespace etl::lookup {

bool PendingRows::Add(RecordBatch rows) {
  Batch batch;
  const std::int64_t bytes =
      SizeBytes(rows) + rows.num_rows() * static_cast<std::int64_t>(sizeof(KeyEntry*));
  const bool granted = bytes_ < share_ ? table_.TryMemory(bytes) : memory_.Try(bytes);
  if (granted) batch.bytes = bytes, bytes_ += bytes;
  batch.entries.reserve(static_cast<std::size_t>(rows.num_rows()));
  std::string key;
  for (std::int64_t row = 0; row < rows.num_rows(); ++row)
    batch.entries.push_back(EncodeKey(rows, layout_.input_keys, row, key) ? table_.Enter(key)
                                                                          : nullptr);
  batch.rows = std::move(rows);
  batches_.push_back(std::move(batch));
  return granted;
}

bool PendingRows::Advance(std::int64_t row) {
  const Batch& batch = batches_.front();
  for (; row_ < row; ++row_)
    if (KeyEntry* entry = batch.entries[static_cast<std::size_t>(row_)]) table_.Leave(entry);
  if (row_ < batch.rows.num_rows()) return false;
  memory_.Release(batch.bytes);
  bytes_ -= batch.bytes;
  batches_.pop_front();
  row_ = 0;
  return true;
}

PendingRows::Wanted PendingRows::FirstWanted(std::int64_t count) const {
  Wanted wanted;
  wanted.keys.columns = layout_.KeyNames();
  std::int64_t row = row_;
  for (const Batch& batch : batches_) {
    for (; row < batch.rows.num_rows(); ++row) {
      KeyEntry* entry = batch.entries[static_cast<std::size_t>(row)];
      if (!entry || entry->block || entry->asked) continue;
      if (static_cast<std::int64_t>(wanted.entries.size()) == count) break;
      entry->asked = true;
      wanted.entries.push_back(entry);
      wanted.keys.rows.push_back(KeyValues(batch.rows, layout_.input_keys, row));
    }
    row = 0;
  }
  for (KeyEntry* entry : wanted.entries) entry->asked = false;
  return wanted;
}

}  // namespace etl::lookup

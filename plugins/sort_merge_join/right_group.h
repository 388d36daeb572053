// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "etl/context.h"
#include "plugins/sort_merge_join/join_output.h"

namespace etl::join {

// The right rows of one key, to be read once for each left row: in memory as far as the host grants
// it, the rest in a buffer of the host's, which puts it on disk.
class RightGroup {
 public:
  // A part of the group, with its number in the output.
  struct Piece {
    RecordBatch rows;
    BatchSlot slot = {};
  };

  RightGroup(Context& context, Schema schema) : context_(&context), schema_(std::move(schema)) {}
  RightGroup(const RightGroup&) = delete;
  ~RightGroup() { context_->TryMemory(-granted_); }

  void Add(const RecordBatch& rows);

  // From the first piece on; nullptr behind the last. A piece is good until the next call.
  void Rewind();
  Piece* Next();

  void Clear();

 private:
  Context* context_;
  Schema schema_;
  std::vector<Piece> held_;
  std::int64_t granted_ = 0;
  std::optional<Buffer> buffer_;
  bool is_buffered_ = false;  // buffer_ holds rows of this group
  std::size_t next_ = 0;
  std::optional<BatchReader> reader_;
  Piece read_;
};

}  // namespace etl::join

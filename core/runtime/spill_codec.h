// SPDX-License-Identifier: Apache-2.0
// Batches as bytes, for the machine and the run that wrote them.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "etl/record_batch.h"

namespace etl::runtime {

// The rows of the batch and nothing else of the arrays that it is a view of. Layout: the number of
// rows, then for each column [flags, bytes of text] and its buffers as Arrow has them, each padded
// to 8 bytes.
std::string EncodeBatch(const RecordBatch& batch);

// The inverse. The columns share `bytes`, which must be what EncodeBatch gave for such a schema.
RecordBatch DecodeBatch(std::shared_ptr<const std::uint64_t[]> bytes, const Schema& schema);

}  // namespace etl::runtime

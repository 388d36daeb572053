// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "etl/record_batch.h"

namespace etl::filter {

// These rows of a batch, in this order, as a batch of its own.
RecordBatch Gather(const RecordBatch& batch, const std::vector<std::int32_t>& rows);

}  // namespace etl::filter

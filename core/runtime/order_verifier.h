// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "etl/compare.h"

namespace etl::runtime {

// Two neighbouring rows that stand the wrong way round.
struct Inversion {
  std::int64_t row = 0;           // of the second one, 0-based in the stream
  std::string previous, current;  // their keys: "lastname='Ng', firstname=null"
};

// Checks that a stream has the order it is said to have, every row of it. Keeps one row. One
// thread.
class OrderVerifier {
 public:
  OrderVerifier(Schema schema, Order order);

  // To be called with each batch of the stream in turn; the first inversion is the answer.
  std::optional<Inversion> Check(const RecordBatch& batch);

 private:
  std::int64_t FindInversion(const RecordBatch& batch) const;
  Inversion Describe(const RecordBatch& previous, std::int64_t previous_row,
                     const RecordBatch& current, std::int64_t current_row) const;

  RowComparator comparator_;
  std::vector<CompareKey> keys_;
  std::vector<int> columns_;
  std::optional<RecordBatch> last_;  // the last row so far
  std::int64_t rows_ = 0;            // before the batch at hand
};

}  // namespace etl::runtime

// SPDX-License-Identifier: Apache-2.0
// What the tests of single steps against SQL share: random rows, random keys, a table of them.
#pragma once

#include <gtest/gtest.h>

#include <string>

#include "etl/testing/harness.h"
#include "tests/property/oracle.h"
#include "tests/property/random_rows.h"

namespace etl::property {

// k1 and k2 may be keys; v numbers the rows as they arrive.
const Schema& StepRows();

// In the order, stable, as a planned sort would have it.
RecordBatch Sorted(const RecordBatch& rows, const Order& order);

RecordBatch MakeStepRows(Random& random, std::int64_t first);

struct Keys {
  Order order;
  std::string option, sql;  // "[k1 desc, k2]", "k1 DESC NULLS FIRST, k2 ASC NULLS FIRST"
};
Keys MakeKeys(Random& random);

// By seed.
class StepProperty : public ::testing::TestWithParam<std::uint64_t> {
 protected:
  StepProperty() : random_(GetParam()) { host_.set_batch_rows(1 + random_.Below(30)); }

  // The rows as a step gets them that asked for the order.
  etl::testing::Input Ordered(const std::string& name, const RecordBatch& rows,
                              const Order& order) {
    return {name, StepRows(), Cut(random_, order.empty() ? rows : Sorted(rows, order)), order};
  }

  Random random_;
  etl::testing::Host host_;
  Oracle oracle_;
};

}  // namespace etl::property

// SPDX-License-Identifier: Apache-2.0
// The order of a stream: part of its type.
#pragma once

#include <string>
#include <vector>

#include "etl/sdk.h"

ETL_SDK_BEGIN

struct OrderKey {
  std::string column;
  bool descending = false;
  bool nulls_last = false;

  bool operator==(const OrderKey&) const = default;
};

// Comparison is canonical per type: integers and dates by value, text and binary by bytes, false <
// true, -0 = 0, NaN above every number; nulls first unless said otherwise, in either direction.
using Order = std::vector<OrderKey>;

// "lastname, firstname desc"
inline std::string ToString(const Order& order) {
  std::string out;
  for (const OrderKey& key : order) {
    if (!out.empty()) out += ", ";
    out += key.column;
    if (key.descending) out += " desc";
    if (key.nulls_last) out += " nulls last";
  }
  return out;
}

ETL_SDK_END

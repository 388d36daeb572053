// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <deque>
#include <string>
#include <utility>
#include <vector>

#include "config/mark.h"
#include "etl/abi.h"

// A checked option as plugins see it through etl_host: texts are in the form of their declared type
// (durations in milliseconds, sizes in bytes). Immutable once built.
struct etl_node {
  etl_node_kind kind = ETL_NODE_NULL;
  std::string text;
  std::string written;  // as the file has it, for carets
  std::deque<std::pair<std::string, etl_node>>
      children;  // items have no key; a deque keeps addresses
  etl::config::Mark mark;
  bool sensitive = false;
  int text_offset = 0;  // columns from the mark to the text's first character; -1: unknown

  const etl_node* Find(std::string_view key) const;
};

namespace etl::plan {

using OptionNode = ::etl_node;

// Fills the node functions of a host table.
void FillNodeFunctions(etl_host& host);

}  // namespace etl::plan

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <deque>
#include <optional>
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
  // The option that is the first in `message` to be named between backticks, here or further down;
  // null without one.
  const etl_node* NamedIn(std::string_view message) const;
  // Where the parameter stands in a text, as $name or :name, here or further down.
  std::optional<etl::config::Mark> MarkOfParam(std::string_view name) const;
  // Where the byte of the text stands in the file; the node's own mark in a text of several lines.
  etl::config::Mark MarkAt(std::int64_t offset) const;
};

namespace etl::plan {

using OptionNode = ::etl_node;

// Fills the node functions of a host table.
void FillNodeFunctions(etl_host& host);

}  // namespace etl::plan

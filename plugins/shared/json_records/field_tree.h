// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "plugins/shared/json_records/known_keys.h"

namespace etl::json_records {

// A place in a record where something that is declared stands, or below which it does. The root is
// the record. Built from the pointers once, so that a record is walked over once. One thread.
struct FieldNode {
  // Adds `field`, a number of the caller's, at the end of these steps.
  void Add(const std::vector<std::string>& steps, std::size_t field);
  // A field at this node, or else below it.
  std::size_t any_field() const {
    return fields.empty() ? children.front().any_field() : fields[0];
  }

  std::string pointer;              // from the record
  std::int64_t index = -1;          // in a list, if the last step can mean that
  std::vector<std::size_t> fields;  // that stand here
  std::vector<FieldNode> children;
  KnownKeys keys;          // their meaning is the number of a child
  std::uint64_t seen = 0;  // the last record that has it
};

}  // namespace etl::json_records

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "etl/testing/harness.h"

namespace etl::bench {

// A component of the plugins that are built, through the C table that `etl` uses. Null when there
// is none.
const etl_component* FindComponent(etl_role role, const std::string& name);

// A component with its host and its options, alive; destroyed with this object.
class Instance {
 public:
  Instance(const etl_component& table, std::string_view options,
           std::vector<std::string> inputs = {});
  Instance(const Instance&) = delete;
  ~Instance() { table_.destroy(instance_); }

  // What the component gives, as a source or over these inputs.
  BatchReader OpenSource();
  BatchReader OpenTransform(const Schema& schema,
                            const std::vector<const std::vector<RecordBatch>*>& inputs);
  void OpenSink(const Schema& schema);
  void Write(const RecordBatch& batch);

 private:
  const etl_component& table_;
  testing::Host host_;
  void* instance_ = nullptr;
};

}  // namespace etl::bench

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <deque>
#include <vector>

#include "etl/plan.h"

namespace etl::plan {

// PlanInputs as the ABI wants them, for one call.
class CInputs {
 public:
  explicit CInputs(const std::vector<PlanInput>& inputs) : schemas_(inputs.size()) {
    for (std::size_t i = 0; i < inputs.size(); ++i) {
      ExportSchema(inputs[i].schema, &schemas_[i]);
      const detail::COrder& order = orders_.emplace_back(inputs[i].order);
      const etl_input& input =
          inputs_.emplace_back(etl_input{sizeof(etl_input), detail::ToStr(inputs[i].name),
                                         &schemas_[i], order.data(), order.size()});
      pointers_.push_back(&input);
    }
  }
  CInputs(const CInputs&) = delete;
  ~CInputs() {
    for (ArrowSchema& schema : schemas_)
      if (schema.release) schema.release(&schema);
  }
  const etl_input* const* data() const { return pointers_.data(); }
  std::size_t size() const { return pointers_.size(); }

 private:
  std::vector<ArrowSchema> schemas_;
  std::deque<detail::COrder> orders_;
  std::deque<etl_input> inputs_;
  std::vector<const etl_input*> pointers_;
};

}  // namespace etl::plan

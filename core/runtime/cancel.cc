// SPDX-License-Identifier: Apache-2.0
#include "runtime/cancel.h"

#include <utility>

namespace etl::runtime {

void CancelToken::Cancel() {
  const std::lock_guard lock(mutex_);
  if (cancelled_.exchange(true, std::memory_order_acq_rel)) return;
  for (const auto& callback : callbacks_) callback();
}

CancelToken::Registration::Registration(CancelToken& token, std::function<void()> callback)
    : token_(token) {
  const std::lock_guard lock(token_.mutex_);
  position_ = token_.callbacks_.insert(token_.callbacks_.end(), std::move(callback));
  if (token_.cancelled()) (*position_)();
}

CancelToken::Registration::~Registration() {
  const std::lock_guard lock(token_.mutex_);
  token_.callbacks_.erase(position_);
}

}  // namespace etl::runtime

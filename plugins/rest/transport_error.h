// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>

namespace etl::rest {

// One try to get a page failed: "connection refused". The client decides whether there is another
// and gives the message its place.
class TransportError : public std::runtime_error {
 public:
  enum class Retry { kNo, kYes };

  explicit TransportError(const std::string& reason, Retry retry = Retry::kYes,
                          std::string hint = {})
      : std::runtime_error(reason), retry_(retry), hint_(std::move(hint)) {}

  // The server has said how long to wait.
  TransportError After(std::optional<std::chrono::milliseconds> wait) && {
    wait_ = wait;
    return std::move(*this);
  }

  bool retryable() const { return retry_ == Retry::kYes; }
  const std::string& hint() const { return hint_; }
  std::optional<std::chrono::milliseconds> wait() const { return wait_; }

 private:
  Retry retry_;
  std::string hint_;
  std::optional<std::chrono::milliseconds> wait_;
};

}  // namespace etl::rest

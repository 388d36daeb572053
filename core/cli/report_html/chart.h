// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace etl::cli {

// The time of a run from left to right, for charts one under the other.
class TimeAxis {
 public:
  static constexpr double kLeft = 190, kWidth = 1100;

  explicit TimeAxis(double seconds) : seconds_(seconds > 0 ? seconds : 1) {}

  double x(double at) const { return kLeft + (kWidth - kLeft - 12) * at / seconds_; }
  // The head of an SVG element of this height.
  std::string Begin(double height) const;
  // Lines at round times, and what times these are, below.
  std::string Grid(double top, double bottom) const;

 private:
  double seconds_;
};

// 1, 2 or 5 times a power of ten, so that about `parts` of it make the whole.
double RoundPart(double whole, double parts);

}  // namespace etl::cli

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>

namespace etl::file_input {

// How often a byte occurs. Several bytes a clock, where the processor can.
std::size_t CountByte(const char* text, std::size_t size, char byte);

}  // namespace etl::file_input

// SPDX-License-Identifier: Apache-2.0
// Casts to and from text.
#pragma once

#include <string>
#include <string_view>

#include "plugins/shared/expression/cast.h"

namespace etl::expression {

// A value as text, as FormatValue writes it; a text is quoted for a message.
std::string ValueText(std::uint8_t value, DataType type);
std::string ValueText(std::int32_t value, DataType type);
std::string ValueText(std::int64_t value, DataType type);
std::string ValueText(std::uint64_t value, DataType type);
std::string ValueText(double value, DataType type);
std::string ValueText(Int128 value, DataType type);
std::string ValueText(std::string_view value, DataType type);

// The value that a text stands for, spaces around it left out; false if it stands for none.
bool ParseValue(std::string_view text, DataType type, std::uint8_t& out);
bool ParseValue(std::string_view text, DataType type, std::int32_t& out);
bool ParseValue(std::string_view text, DataType type, std::int64_t& out);
bool ParseValue(std::string_view text, DataType type, std::uint64_t& out);
bool ParseValue(std::string_view text, DataType type, double& out);
bool ParseValue(std::string_view text, DataType type, Int128& out);
bool ParseValue(std::string_view text, DataType type, std::string_view& out);

Vector CastToText(const Vector& from, const CastTarget& to, const Rows& rows, const Place& place);
Vector CastFromText(const Vector& from, const CastTarget& to, const Rows& rows, const Place& place);

}  // namespace etl::expression

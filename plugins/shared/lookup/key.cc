// SPDX-License-Identifier: Apache-2.0
#include "plugins/shared/lookup/key.h"

#include <limits>

#include "etl/compare.h"
#include "etl/decimal.h"
#include "etl/value_text.h"

namespace etl::lookup {
namespace {

template <typename T>
void AppendBytes(const T& value, std::string& out) {
  out.append(reinterpret_cast<const char*>(&value), sizeof value);
}

Int128 IntegerAt(const Column& column, std::int64_t row) {
  if (column.type().id == TypeId::kUInt64) return column.UInt64At(row);
  return column.type().id == TypeId::kInt64 ? column.Int64At(row) : column.Int32At(row);
}

void AppendValue(const Column& column, std::int64_t row, bool alone, std::string& out) {
  switch (column.type().id) {
    case TypeId::kBool:
      out += column.BoolAt(row) ? '1' : '0';
      break;
    case TypeId::kUtf8: {
      const std::string_view text = column.TextAt(row);
      if (!alone) AppendBytes(text.size(), out);
      out += text;
      break;
    }
    case TypeId::kDecimal128:
      AppendBytes(column.DecimalAt(row), out);
      break;
    default:
      AppendBytes(IntegerAt(column, row), out);
  }
}

Value ValueAt(const Column& column, std::int64_t row) {
  switch (column.type().id) {
    case TypeId::kBool:
      return {ETL_VALUE_BOOL, column.BoolAt(row), 0, {}};
    case TypeId::kUtf8:
      return {ETL_VALUE_TEXT, 0, 0, std::string(column.TextAt(row))};
    case TypeId::kDate32:
      return {ETL_VALUE_DATE, column.Int32At(row), 0, {}};
    case TypeId::kDecimal128:
      return {ETL_VALUE_DECIMAL, 0, 0, FormatDecimal(column.DecimalAt(row), column.type().scale)};
    default:
      break;
  }
  const Int128 value = IntegerAt(column, row);
  if (value > std::numeric_limits<std::int64_t>::max())
    return {ETL_VALUE_DECIMAL, 0, 0, FormatDecimal(value, 0)};
  return {ETL_VALUE_INT, static_cast<std::int64_t>(value), 0, {}};
}

}  // namespace

bool IsKeyType(DataType type) {
  return IsInteger(type) || type.id == TypeId::kBool || type.id == TypeId::kUtf8 ||
         type.id == TypeId::kDate32 || type.id == TypeId::kDecimal128;
}

etl_value_type ValueTypeOf(DataType type) {
  switch (type.id) {
    case TypeId::kBool:
      return ETL_VALUE_BOOL;
    case TypeId::kUtf8:
      return ETL_VALUE_TEXT;
    case TypeId::kDate32:
      return ETL_VALUE_DATE;
    case TypeId::kDecimal128:
      return ETL_VALUE_DECIMAL;
    default:
      return ETL_VALUE_INT;
  }
}

bool EncodeKey(const RecordBatch& batch, const std::vector<int>& columns, std::int64_t row,
               std::string& out) {
  out.clear();
  for (const int i : columns) {
    if (batch.column(i).IsNull(row)) return false;
    AppendValue(batch.column(i), row, columns.size() == 1, out);
  }
  return true;
}

std::vector<Value> KeyValues(const RecordBatch& batch, const std::vector<int>& columns,
                             std::int64_t row) {
  std::vector<Value> values;
  for (const int i : columns) values.push_back(ValueAt(batch.column(i), row));
  return values;
}

}  // namespace etl::lookup

// SPDX-License-Identifier: Apache-2.0
#include "arrow/validate.h"

#include <simdjson.h>

#include <limits>
#include <string>

#include "arrow/column_check.h"
#include "arrow/values_check.h"
#include "etl/value_text.h"

namespace etl::arrow {
namespace {

constexpr std::string_view kBroken = "the plugin broke the Arrow format: ";
constexpr std::int64_t kMaxColumns = 100'000;

void CheckColumnSchema(const ArrowSchema* column, std::int64_t index) {
  const auto fail = [&](std::string_view what) {
    throw PluginFault("{}column {} of the schema {}", kBroken, index, what);
  };
  if (!column) fail("is missing");
  if (!column->format) fail("has no format");
  if (column->name) {
    const std::string_view name = column->name;
    if (!simdjson::validate_utf8(name.data(), name.size())) fail("has a name that is not UTF-8");
  }
  // A type with children is refused later by its name; here only what would be followed.
  if (column->n_children < 0 || (column->n_children > 0 && !column->children))
    fail("has a wrong number of children");
  if (column->dictionary) {
    if (!column->dictionary->format) fail("has a dictionary without a format");
  }
}

}  // namespace

void ValidateSchema(const ArrowSchema* schema) {
  if (!schema || !schema->release)
    throw PluginFault("{}there is no schema, or it was released", kBroken);
  if (!schema->format || std::string_view(schema->format) != "+s")
    throw PluginFault("{}the schema is {}, not a struct of columns (\"+s\")", kBroken,
                      schema->format ? Quoted(schema->format) : "without a format");
  if (schema->dictionary) throw PluginFault("{}the schema has a dictionary", kBroken);
  if (schema->n_children < 0 || schema->n_children > kMaxColumns ||
      (schema->n_children > 0 && !schema->children))
    throw PluginFault("{}the schema says that it has {} columns", kBroken, schema->n_children);
  for (std::int64_t i = 0; i < schema->n_children; ++i) CheckColumnSchema(schema->children[i], i);
}

void ValidateBatch(const ArrowArray* batch, const std::vector<ColumnLayout>& columns, Level level,
                   std::int64_t first_row) {
  if (!batch || !batch->release)
    throw PluginFault("{}there is no batch, or it was released", kBroken);
  // More rows than 32-bit offsets can address is a number that went wrong, not a batch.
  constexpr std::int64_t kMaxRows = std::numeric_limits<std::int32_t>::max();
  if (batch->length < 0 || batch->length > kMaxRows || batch->offset < 0 ||
      batch->offset > kMaxRows)
    throw PluginFault("{}a batch of {} rows from row {} on", kBroken, batch->length, batch->offset);
  if (batch->n_children != static_cast<std::int64_t>(columns.size()) ||
      (batch->n_children > 0 && !batch->children))
    throw PluginFault("{}a batch has {} columns, its schema has {}", kBroken, batch->n_children,
                      columns.size());
  if (batch->n_buffers != 1 || !batch->buffers || batch->dictionary)
    throw PluginFault("{}a batch is not laid out as a struct", kBroken);
  CheckStructNulls(*batch, first_row);
  for (std::size_t i = 0; i < columns.size(); ++i) {
    const ArrowArray* array = batch->children[i];
    const ColumnCheck check(columns[i], first_row);
    if (!array || !array->release) check.Fail("is missing from a batch, or was released");
    check.CheckShape(*array, batch->offset, batch->length);
    if (level != Level::kShape)
      CheckValues(check, *array, batch->offset, batch->length, level == Level::kFull);
  }
}

}  // namespace etl::arrow

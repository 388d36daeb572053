// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "config/finding.h"
#include "config/node.h"
#include "etl/record_batch.h"

namespace etl::cli {

// Rows of a YAML file as a batch of `schema`, each value strictly of its column's type: what is
// none, what would lose something, and a column that there is not, become findings. A column that a
// row does not name is null. For text any scalar will do, and a mapping or a list is JSON.
RecordBatch ReadRows(const std::vector<config::Node>& rows, const Schema& schema,
                     const std::string& path, config::Findings& findings);

// The same types, as a pipeline's `schema:` says them.
Schema ReadSchema(const config::Node& schema, const std::string& path, config::Findings& findings);

// "varchar(50)", "decimal(10,2)", ...: as ReadSchema reads it.
std::string TypeText(const Field& field);

}  // namespace etl::cli

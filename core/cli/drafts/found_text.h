// SPDX-License-Identifier: Apache-2.0
// What was found behind a URL, for people and for programs. Nothing that is secret is in it.
#pragma once

#include <cstdint>
#include <string>

#include "plan/discover.h"

namespace etl::cli {

// "about 1,234 rows"
std::string AboutRows(std::int64_t rows);

std::string FoundText(const plan::Found& found);
std::string FoundJson(const plan::Found& found);
// An erDiagram of Mermaid: tables, columns, keys and relations.
std::string FoundMermaid(const plan::Found& found);

}  // namespace etl::cli

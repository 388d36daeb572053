// SPDX-License-Identifier: Apache-2.0
// Text as it stands in URLs and in basic auth.
#pragma once

#include <string>

namespace etl::rest {

// Percent-encoded, for one value of a query or one segment of a path.
std::string EncodeUrl(const std::string& text);
std::string DecodeUrl(const std::string& text);
std::string Base64(const std::string& text);

}  // namespace etl::rest

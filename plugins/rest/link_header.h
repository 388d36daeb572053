// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace etl::rest {

// The target of the link with the relation "next" in a Link header (RFC 8288), as it stands there;
// empty: there is none. What cannot be understood is passed over.
std::string NextLink(std::string_view header);

}  // namespace etl::rest

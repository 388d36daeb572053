// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace etl::cli {

// A page in one piece: well-formed as XML, too, and without any address, so that it can be read
// years later and far from a network. `title` is escaped here, `body` is markup.
std::string HtmlPage(std::string_view title, std::string_view body);

// "<h2>title</h2>" and what belongs under it; nothing if the body is empty.
std::string HtmlSection(std::string_view title, std::string_view body);

// The picture of a graph in a frame that scrolls.
std::string HtmlFigure(std::string_view svg);

}  // namespace etl::cli

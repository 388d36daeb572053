// SPDX-License-Identifier: Apache-2.0
// The pipelines that `init` writes, with {{places}} to be filled. They stand in files of their own,
// *.yaml.in: it is those that name plugins, as any pipeline does.
#pragma once

#include <string_view>

namespace etl::cli {

extern const std::string_view kOneSourceTemplate;  // also two that have nothing in common
extern const std::string_view kJoinTemplate;
extern const std::string_view kSinkTemplate;

}  // namespace etl::cli

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <optional>
#include <string>

namespace etl::plugin {

// Why a file cannot be a library for this machine, as the end of a sentence ("is empty", "is cut
// short: ..."); nullopt when it may be one. Looked at before dlopen, which dies of SIGBUS on a file
// that is shorter than its headers say. Does not block on a FIFO.
std::optional<std::string> WhyNotLibrary(const std::filesystem::path& file);

}  // namespace etl::plugin

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "plugin/registry.h"

namespace etl::cli {

// "string", "size", "expressions": the type of an option for people.
const char* TypeName(etl_option_type type);

// The options of a component as a page of Markdown: a title, an example with what is required, a
// table of its options.
std::string ReferencePage(const plugin::Component& component);

// "NAME", or "NAME of PLUGIN" where the plugin is called otherwise.
std::string ReferenceName(const plugin::Component& component);

// "NAME-source.md", "PLUGIN-NAME-source.md"
std::string ReferenceFile(const plugin::Component& component);

}  // namespace etl::cli

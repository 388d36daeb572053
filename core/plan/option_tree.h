// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "config/secrets.h"
#include "plan/option_node.h"
#include "plugin/registry.h"

namespace etl::plan {

// An option by its full name, as it would stand in a pipeline: "connection.url".
struct NamedOption {
  std::string name, text;
};

// "query.a.b" of a component that has a mapping `query` → {"query", "a.b"}. Throws ConfigError for
// an option that it does not have. `leaf` becomes the option's declaration.
std::vector<std::string> OptionPath(const plugin::Component& component, const std::string& name,
                                    const plugin::Option** leaf = nullptr);

// The tree that the component will see, checked as a pipeline's is; but required options may be
// missing. Throws ConfigError for what does not fit.
std::unique_ptr<OptionNode> MakeOptions(const plugin::Component& component,
                                        const std::vector<NamedOption>& options,
                                        config::Secrets& secrets);

}  // namespace etl::plan

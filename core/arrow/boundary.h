// SPDX-License-Identifier: Apache-2.0
// Calls into a plugin. The contract says that no exception crosses; a plugin that breaks it must
// not take the process down.
#pragma once

#include <cxxabi.h>

#include <exception>
#include <string_view>
#include <utility>

#include "etl/error.h"

namespace etl::arrow {

// A plugin broke the contract: a bug of the plugin, not of the user's file, data or machine.
class PluginFault final : public PlacedError<PluginFault, ETL_INTERNAL_ERROR> {
  using PlacedError::PlacedError;
};

// Runs one call of a plugin's function and returns what it returns. An exception that comes out of
// it becomes a PluginFault that names `function`.
template <typename Call>
auto CallPlugin(std::string_view function, Call&& call) -> decltype(call()) {
  try {
    return std::forward<Call>(call)();
  } catch (const std::exception& error) {
    throw PluginFault("the plugin threw an exception out of {}: {}", function,
                      std::string_view(error.what()));
  } catch (const abi::__forced_unwind&) {
    throw;  // pthread_exit: glibc ends the process if this is swallowed
  } catch (...) {
    throw PluginFault("the plugin threw something that is no std::exception out of {}", function);
  }
}

}  // namespace etl::arrow

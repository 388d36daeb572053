// SPDX-License-Identifier: Apache-2.0
#include "plugin/library.h"

#include <dlfcn.h>

#include <deque>
#include <string_view>

#define BOOST_DLL_USE_STD_FS
#include <boost/dll/runtime_symbol_info.hpp>
#include <boost/dll/shared_library.hpp>

#include "arrow/boundary.h"
#include "etl/error.h"

namespace etl::plugin {
namespace {

boost::dll::shared_library& KeptForEver() {
  static auto* const kept = new std::deque<boost::dll::shared_library>;
  return kept->emplace_back();
}

// What the dynamic loader said, without the path that it begins with: the caller names it.
std::string LoaderMessage(const std::filesystem::path& path) {
  const char* said = ::dlerror();
  std::string_view text = said ? said : "the dynamic loader does not say why";
  if (const std::string prefix = path.string() + ": "; text.starts_with(prefix))
    text.remove_prefix(prefix.size());
  return std::string(text);
}

}  // namespace

Library::Library(const std::filesystem::path& absolute) {
  namespace dll = boost::dll;
  dll::shared_library& library = KeptForEver();
  std::error_code error;
  ::dlerror();  // forget older ones
  // A constructor of the library's own statics may throw out of dlopen.
  arrow::CallPlugin("its static initializers", [&] {
    library.load(absolute, dll::load_mode::rtld_now | dll::load_mode::rtld_local, error);
    return 0;
  });
  if (error)
    throw EnvironmentError("plugin {} cannot be loaded: {}", absolute, LoaderMessage(absolute));
  opened_ = &library;
}

const void* Library::Find(const std::string& symbol) const {
  const auto& library = *static_cast<const boost::dll::shared_library*>(opened_);
  return library.has(symbol) ? &library.get<const char>(symbol) : nullptr;
}

std::filesystem::path Library::Program() { return boost::dll::program_location(); }

}  // namespace etl::plugin

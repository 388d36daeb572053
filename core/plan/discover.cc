// SPDX-License-Identifier: Apache-2.0
#include "plan/discover.h"

#include <fmt/format.h>

#include <algorithm>
#include <exception>
#include <optional>
#include <set>

#include "arrow/boundary.h"
#include "etl/error.h"
#include "etl/extensions.h"
#include "etl/value_text.h"
#include "plan/option_tree.h"

namespace etl::plan {

namespace {

using detail::ToStr;
using detail::ToView;

// What the callbacks of etl_discovery write into; they must not throw into the plugin.
struct Answer {
  std::vector<FoundOption> options;  // before the first table
  std::vector<FoundTable> tables;
  std::exception_ptr fault;
};

std::vector<std::string> Texts(const etl_str* texts, std::size_t count) {
  std::vector<std::string> out;
  for (std::size_t i = 0; i < count; ++i) out.emplace_back(ToView(texts[i]));
  return out;
}

template <typename Body>
void Add(etl_discovery* out, Body body) {
  auto* answer = static_cast<Answer*>(out->self);
  try {
    body(*answer);
  } catch (...) {
    answer->fault = std::current_exception();
  }
}

FoundTable& Last(Answer& answer) {
  if (answer.tables.empty()) throw arrow::PluginFault("the plugin found columns, but no table");
  return answer.tables.back();
}

void AddTable(etl_discovery* out, const etl_found_table* table) {
  Add(out, [&](Answer& answer) {
    FoundTable& found = answer.tables.emplace_back();
    found.name = ToView(table->name);
    found.kind = ToView(table->kind);
    found.rows = table->rows;
  });
}

void AddColumn(etl_discovery* out, const etl_found_column* column) {
  Add(out, [&](Answer& answer) {
    Last(answer).columns.push_back(
        {std::string(ToView(column->name)), std::string(ToView(column->type)),
         std::string(ToView(column->native)), (column->flags & ETL_FOUND_NOT_NULL) == 0,
         (column->flags & ETL_FOUND_OPTIONAL) != 0, std::string(ToView(column->path)),
         std::string(ToView(column->note))});
  });
}

void SetOption(std::vector<FoundOption>& options, FoundOption option) {
  std::erase_if(options, [&](const FoundOption& other) { return other.name == option.name; });
  options.push_back(std::move(option));
}

void AddOption(etl_discovery* out, etl_str name, etl_str text, std::uint32_t secret) {
  Add(out, [&](Answer& answer) {
    auto& options = answer.tables.empty() ? answer.options : answer.tables.back().options;
    SetOption(options, {std::string(ToView(name)), std::string(ToView(text)), secret != 0});
  });
}

etl_discovery MakeDiscovery(Answer& answer) {
  etl_discovery out{};
  out.size = sizeof out;
  out.self = &answer;
  out.table = AddTable;
  out.column = AddColumn;
  out.key = [](etl_discovery* o, const etl_found_key* key) {
    Add(o, [&](Answer& a) {
      Last(a).keys.push_back({key->primary != 0, Texts(key->columns, key->column_count)});
    });
  };
  out.reference = [](etl_discovery* o, const etl_found_reference* reference) {
    Add(o, [&](Answer& a) {
      Last(a).references.push_back({Texts(reference->columns, reference->column_count),
                                    std::string(ToView(reference->table)),
                                    Texts(reference->other_columns, reference->column_count)});
    });
  };
  out.option = AddOption;
  out.note = [](etl_discovery* o, etl_str text) {
    Add(o, [&](Answer& a) { Last(a).notes.emplace_back(ToView(text)); });
  };
  return out;
}

const etl_discover* DiscoverOf(const plugin::Component& component) {
  const etl_component& c = *component.c;
  return c.extension && c.role == ETL_SOURCE
             ? static_cast<const etl_discover*>(c.extension(&c, ETL_EXTENSION_DISCOVER))
             : nullptr;
}

std::string SchemeOf(std::string_view url) {
  const std::size_t colon = url.find(':');
  if (colon == std::string_view::npos) return {};
  std::string scheme(url.substr(0, colon));
  for (char& c : scheme) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    const bool fits = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '+' || c == '-';
    if (!fits) return {};
  }
  return scheme;
}

// Which component a URL or path belongs to.
class Claims {
 public:
  Claims(plugin::Registry& registry, std::string_view url)
      : scheme_(SchemeOf(url)), url_(url), is_url_(url.find("://") != std::string_view::npos) {
    // The plugin that is called like the scheme need not be looked for among all.
    std::vector<std::string> names = registry.available();
    if (std::ranges::find(names, scheme_) != names.end()) Look(registry, scheme_);
    for (const std::string& name : names)
      if (!by_scheme_) Look(registry, name);
  }

  // Throws ConfigError.
  const plugin::Component& component() const {
    if (by_scheme_) return *by_scheme_;
    if (is_url_)
      throw ConfigError("no plugin can look behind a URL that begins with {}://", scheme_)
          .Hint(fmt::format("known: {}", fmt::join(schemes_, ", ")));
    if (by_ending_) return *by_ending_;
    const std::string hint =
        fmt::format("known are URLs that begin with {}, and files that end in {}",
                    fmt::join(schemes_, ", "), fmt::join(endings_, ", "));
    throw ConfigError("no plugin says what this is: {}", Quoted(url_)).Hint(hint);
  }

 private:
  void Look(plugin::Registry& registry, const std::string& name) {
    try {
      for (const plugin::Component& component : registry.components(name))
        if (const etl_discover* discover = DiscoverOf(component)) Look(component, *discover);
    } catch (const Error&) {
      // A plugin that does not load claims nothing.
    }
  }
  void Look(const plugin::Component& component, const etl_discover& discover) {
    for (std::size_t i = 0; i < discover.scheme_count; ++i) {
      schemes_.insert(discover.schemes[i]);
      if (scheme_ == discover.schemes[i] && !by_scheme_) by_scheme_ = &component;
    }
    for (std::size_t i = 0; i < discover.ending_count; ++i) {
      const std::string_view ending = discover.endings[i];
      endings_.insert(std::string(ending));
      if (is_url_ || !url_.ends_with(ending) || ending.size() <= length_) continue;
      by_ending_ = &component;
      length_ = ending.size();
    }
  }

  const std::string scheme_;
  const std::string_view url_;
  const bool is_url_;
  std::set<std::string> schemes_, endings_;
  const plugin::Component* by_scheme_ = nullptr;
  const plugin::Component* by_ending_ = nullptr;
  std::size_t length_ = 0;
};

template <typename Call>
Answer Ask(StepHost& host, std::string_view doing, Call call) {
  Answer answer;
  etl_discovery out = MakeDiscovery(answer);
  try {
    host.Check(arrow::CallPlugin(doing, [&] { return call(&out); }), doing);
    if (answer.fault) std::rethrow_exception(answer.fault);
  } catch (StepFailure& failure) {  // there is no step whose name could stand before its place
    if (!failure.position.empty()) failure.message = failure.position + ": " + failure.message;
    throw;
  } catch (const Error& error) {
    throw host.MakeFailure(error.status(), error.what(), error.hint());
  }
  return answer;
}

// The host of a step that no file has.
class DiscoveryHost final : public StepHost {
 public:
  using StepHost::StepHost;

 protected:
  bool TryMemory(std::int64_t) override { return true; }
};

void HideSecrets(const plugin::Component& component, std::vector<FoundOption>& options,
                 config::Secrets& secrets) {
  for (FoundOption& option : options) {
    const plugin::Option* declared = nullptr;
    OptionPath(component, option.name, &declared);
    option.secret |= declared->sensitive();
    if (option.secret) secrets.Add(option.text);
  }
}

std::vector<NamedOption> Named(const std::vector<FoundOption>& options) {
  std::vector<NamedOption> named;
  for (const FoundOption& option : options) named.push_back({option.name, option.text});
  return named;
}

// What a person reads of where this is. A URL's user is no secret here.
std::string PlaceOf(const std::vector<FoundOption>& options) {
  std::string place;
  for (const char* name : {"connection.url", "path"})
    for (const FoundOption& option : options)
      if (option.name == name) place += option.text;
  return place;
}

}  // namespace

const FoundColumn* FoundTable::FindColumn(std::string_view column) const {
  const auto found = std::ranges::find(columns, column, &FoundColumn::name);
  return found == columns.end() ? nullptr : &*found;
}

const FoundKey* FoundTable::primary_key() const {
  const auto found = std::ranges::find(keys, true, &FoundKey::primary);
  return found == keys.end() ? nullptr : &*found;
}

Found Discover(const DiscoverRequest& request, plugin::Registry& registry, config::Secrets& secrets,
               const HostEnvironment& environment) {
  // Who logs in, until it is known what of it is secret.
  if (config::HasUserInfo(request.url)) secrets.Add(request.url);
  if (!request.password.empty()) secrets.Add(request.password);
  const plugin::Component& component = Claims(registry, request.url).component();
  const etl_discover& discover = *DiscoverOf(component);
  DiscoveryHost host(environment, "", component.plugin_name, {});
  std::vector<FoundOption> options =
      Ask(host, "make options of a URL", [&](etl_discovery* out) {
        return discover.options_for(component.c, host.get(), ToStr(request.url),
                                    ToStr(request.password), out);
      }).options;
  for (const auto& [name, text] : request.options) SetOption(options, {name, text, false});
  HideSecrets(component, options, secrets);
  const auto checked = MakeOptions(component, Named(options), secrets);
  Answer answer = Ask(host, "discover", [&](etl_discovery* out) {
    return discover.discover(component.c, host.get(), checked.get(), ToStr(request.table), out);
  });
  Found found{&component, PlaceOf(options), std::move(answer.tables)};
  for (FoundTable& table : found.tables) {
    std::vector<FoundOption> all = options;
    for (FoundOption& option : table.options) SetOption(all, std::move(option));
    for (const auto& [name, text] : request.options) SetOption(all, {name, text, false});
    std::erase_if(all, [](const FoundOption& option) { return option.text.empty(); });
    HideSecrets(component, all, secrets);
    table.options = std::move(all);
  }
  return found;
}

}  // namespace etl::plan

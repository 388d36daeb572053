// SPDX-License-Identifier: Apache-2.0
#include "plugin/option_check.h"

#include <cstddef>
#include <set>

#include "etl/format.h"

namespace etl::plugin {
namespace {

using Verdict = std::optional<std::string>;

// As of ABI 1.0; a struct never shrinks.
constexpr std::size_t kOptionSize =
    offsetof(etl_option, field_count) + sizeof(etl_option::field_count);
constexpr std::size_t kMaxCount = 1000;
constexpr int kMaxDepth = 8;
constexpr std::uint32_t kFlags = ETL_OPTION_REQUIRED | ETL_OPTION_SENSITIVE | ETL_OPTION_BINDING;

bool IsWordCharacter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
         c == '-';
}

Verdict CheckAll(const etl_option* const* options, std::size_t count, int depth);

Verdict Check(const etl_option& option, int depth) {
  if (option.size < kOptionSize)
    return Format("an option of {} bytes, at least {} are needed", option.size, kOptionSize);
  if (!IsName(option.name)) return "an option without a proper name";
  const auto fault = [&](std::string_view what) {
    return Format("option `{}` {}", option.name, what);
  };
  if (option.type < ETL_OPTION_STRING || option.type > ETL_OPTION_SQL)
    return fault(Format("is of the unknown type {}", option.type));
  if (option.flags & ~kFlags) return fault(Format("has unknown flags: {}", option.flags));
  if (!option.help) return fault("has no help");
  if (option.value_count > kMaxCount || (option.value_count > 0 && !option.values))
    return fault("has no table of its values");
  for (std::size_t i = 0; i < option.value_count; ++i)
    if (!option.values[i]) return fault("has a value that is null");
  const bool has_fields = option.type == ETL_OPTION_OBJECT || option.type == ETL_OPTION_CONNECTION;
  if (option.field_count > 0 && !has_fields) return fault("has fields, and is no mapping of them");
  if (depth >= kMaxDepth && option.field_count > 0) return fault("is nested too deeply");
  if (Verdict verdict = CheckAll(option.fields, option.field_count, depth + 1))
    return fault("has a field that is wrong: " + *verdict);
  return std::nullopt;
}

Verdict CheckAll(const etl_option* const* options, std::size_t count, int depth) {
  if (count > kMaxCount || (count > 0 && !options))
    return Format("a table of {} options that is not there", count);
  std::set<std::string_view> names;
  for (std::size_t i = 0; i < count; ++i) {
    if (!options[i]) return Format("option {} is null", i);
    if (Verdict verdict = Check(*options[i], depth)) return verdict;
    if (!names.insert(options[i]->name).second)
      return Format("option `{}` is declared twice", options[i]->name);
  }
  return std::nullopt;
}

}  // namespace

std::optional<std::string> WhyNotOptions(const etl_option* const* options, std::size_t count) {
  return CheckAll(options, count, 0);
}

bool IsName(const char* name) {
  if (!name || !*name || *name == '.') return false;
  std::size_t size = 0;
  for (; name[size]; ++size)
    if (size >= 64 || (!IsWordCharacter(name[size]) && name[size] != '.')) return false;
  return true;
}

bool IsPluginName(std::string_view name) {
  if (name.empty() || name.size() > 64) return false;
  for (char c : name)
    if (!IsWordCharacter(c)) return false;
  return true;
}

}  // namespace etl::plugin

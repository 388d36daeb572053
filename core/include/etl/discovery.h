// SPDX-License-Identifier: Apache-2.0
// Optional powers of components, in C++: telling what lies behind a URL, and checking a step
// against the world. A class has them by having the functions:
//
//   static constexpr std::array kSchemes = {"mysql"};    // and, or: kEndings = {".csv"}
//   static void OptionsFor(std::string_view url, std::string_view password, Discovery& out);
//   static void Discover(const Options&, std::string_view table, Context&, Discovery& out);
//
//   static void Check(const Options&, Context&, const std::vector<PlanInput>&, CheckReport& out);
//
// What each is to do stands in extensions.h. A throw is reported to the host.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "etl/context.h"
#include "etl/extensions.h"

ETL_SDK_BEGIN

// A field's type as a schema declares it; empty for one that nothing says.
inline std::string DeclaredText(const Field& field) {
  if (field.type.id == TypeId::kNull) return {};
  if (field.type.id != TypeId::kUtf8) return ToString(field.type);
  if (field.max_chars > 0) return Format("varchar({})", field.max_chars);
  return field.sql_type == "json" || field.sql_type == "jsonb" ? "json" : "string";
}

// "1 row", "4 rows": for what a person reads.
inline std::string CountText(std::int64_t count, std::string_view noun) {
  return Format("{} {}{}", count, noun, std::string_view(count == 1 ? "" : "s"));
}

// Where what was found is written. Valid during the call.
class Discovery {
 public:
  explicit Discovery(etl_discovery* out) : out_(out) {}

  void Table(std::string_view name, std::string_view kind,
             std::optional<std::int64_t> rows = std::nullopt) {
    const etl_found_table table{sizeof(etl_found_table), detail::ToStr(name), detail::ToStr(kind),
                                rows.value_or(-1)};
    out_->table(out_, &table);
  }
  // `type`: as a schema declares it.
  void Column(const Field& field, std::string_view type, bool optional = false,
              std::string_view path = {}, std::string_view note = {}) {
    std::uint32_t flags = optional ? ETL_FOUND_OPTIONAL : 0;
    if (!field.nullable) flags |= ETL_FOUND_NOT_NULL;
    const etl_found_column column{sizeof(etl_found_column),
                                  detail::ToStr(field.name),
                                  detail::ToStr(type),
                                  detail::ToStr(field.sql_type),
                                  flags,
                                  detail::ToStr(path),
                                  detail::ToStr(note)};
    out_->column(out_, &column);
  }
  void Key(bool primary, const std::vector<std::string>& columns) {
    const std::vector<etl_str> names = Strings(columns);
    const etl_found_key key{sizeof(etl_found_key), primary, names.data(), names.size()};
    out_->key(out_, &key);
  }
  void Reference(const std::vector<std::string>& columns, std::string_view table,
                 const std::vector<std::string>& other_columns) {
    const std::vector<etl_str> names = Strings(columns), others = Strings(other_columns);
    const etl_found_reference reference{sizeof(etl_found_reference), names.data(),
                                        detail::ToStr(table), others.data(), names.size()};
    out_->reference(out_, &reference);
  }
  void Option(std::string_view name, std::string_view text) {
    out_->option(out_, detail::ToStr(name), detail::ToStr(text), 0);
  }
  void Secret(std::string_view name, std::string_view text) {
    out_->option(out_, detail::ToStr(name), detail::ToStr(text), 1);
  }
  void Note(std::string_view text) { out_->note(out_, detail::ToStr(text)); }

 private:
  static std::vector<etl_str> Strings(const std::vector<std::string>& texts) {
    std::vector<etl_str> out;
    for (const std::string& text : texts) out.push_back(detail::ToStr(text));
    return out;
  }

  etl_discovery* out_;
};

// Where a check writes what it found. Valid during the call.
class CheckReport {
 public:
  explicit CheckReport(etl_check_report* out) : out_(out) {}

  void Wrong(const Error& error) { Give(error, out_->error); }
  void Warn(const Error& error) { Give(error, out_->warning); }
  void MayBeNull(std::string_view column) { out_->nullable(out_, detail::ToStr(column)); }
  void Checked(std::string_view text) { out_->checked(out_, detail::ToStr(text)); }

 private:
  void Give(const Error& error, void (*to)(etl_check_report*, const etl_error*)) {
    const std::string message = error.what();
    const etl_error given = detail::ToC(error, message);
    to(out_, &given);
  }

  etl_check_report* out_;
};

ETL_SDK_END

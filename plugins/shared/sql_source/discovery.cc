// SPDX-License-Identifier: Apache-2.0
#include "plugins/shared/sql_source/discovery.h"

#include <algorithm>
#include <exception>

#include "etl/suggest.h"
#include "etl/value_text.h"

namespace etl::sql_source {
namespace {

const TableEntry& FindEntry(const std::vector<TableEntry>& tables, std::string_view wanted,
                            const std::string& place) {
  std::vector<std::string> known;
  const TableEntry* same_but_case = nullptr;
  for (const TableEntry& entry : tables) {
    if (entry.name == wanted) return entry;
    if (etl::detail::LowerAscii(entry.name) == etl::detail::LowerAscii(wanted))
      same_but_case = &entry;
    known.push_back(entry.name);
  }
  if (same_but_case) return *same_but_case;
  throw ConfigError("{} has no table {} that the user may see", place, Quoted(wanted))
      .Hint(DidYouMean(wanted, known));
}

void WriteColumns(const Relation& relation, Discovery& out) {
  for (const SourceColumn& column : relation.columns) {
    const std::string type = DeclaredText(column.field);
    out.Column(
        column.field, type, false, {},
        type.empty() && column.hint.empty() ? "its type says nothing: declare one" : column.hint);
  }
}

void WriteTable(const TableEntry& entry, const Relation& relation, Discovery& out) {
  out.Table(entry.name, entry.kind, relation.rows ? relation.rows : entry.rows);
  out.Option(entry.query.empty() ? "table" : "query",
             entry.query.empty() ? entry.name : entry.query);
  WriteColumns(relation, out);
  for (const TableKey& key : entry.keys) out.Key(key.primary, key.columns);
  for (const TableReference& reference : entry.references)
    out.Reference(reference.columns, reference.table, reference.other_columns);
}

// One that cannot be read does not hide the others, unless none can.
void WriteTables(Catalog& catalog, const std::vector<TableEntry>& tables, Discovery& out) {
  std::exception_ptr problem;
  bool any = false;
  for (const TableEntry& entry : tables) {
    try {
      WriteTable(entry, catalog.Read(entry), out);
      any = true;
    } catch (const Cancelled&) {
      throw;
    } catch (const Error& error) {
      problem = std::current_exception();
      WriteTable(entry, {}, out);
      out.Note(Format("cannot be read: {}", std::string_view(error.what())));
    }
  }
  if (!any) std::rethrow_exception(problem);
}

int HexDigit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

std::string Decoded(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const int high = text[i] == '%' && i + 2 < text.size() ? HexDigit(text[i + 1]) : -1;
    const int low = high >= 0 ? HexDigit(text[i + 2]) : -1;
    if (low < 0)
      out += text[i];
    else
      out += static_cast<char>(high * 16 + low), i += 2;
  }
  return out;
}

std::string CheckedText(const SelectOptions& options, const Relation& relation) {
  std::string text = options.table.value.empty() ? "the query" : "table " + options.table.value;
  if (relation.rows) text += ", about " + CountText(*relation.rows, "row");
  return text + Format(", {}, {} declared",
                       CountText(static_cast<std::int64_t>(relation.columns.size()), "column"),
                       options.schema.entries.size());
}

}  // namespace

TableKey& TableEntry::KeyOf(const std::string& id, bool primary) {
  if (keys.empty() || last_key_ != id) keys.push_back({primary, {}});
  last_key_ = id;
  return keys.back();
}

TableReference& TableEntry::ReferenceOf(const std::string& id, const std::string& to) {
  if (references.empty() || last_reference_ != id) references.push_back({{}, to, {}});
  last_reference_ = id;
  return references.back();
}

void DiscoverTables(Catalog& catalog, std::string_view wanted, Discovery& out) {
  const std::vector<TableEntry> tables = catalog.Tables();
  if (tables.empty())
    throw DataError("{} has no table that the user may see", catalog.place())
        .Hint("check the database in the url, and what the user may see");
  if (wanted.empty()) return WriteTables(catalog, tables, out);
  const TableEntry& entry = FindEntry(tables, wanted, catalog.place());
  WriteTable(entry, catalog.Read(entry), out);
}

void CheckRelation(const SelectOptions& options, const Relation& relation, const Rules& rules,
                   CheckReport& report) {
  const std::vector<ConfigError> misfits = FindMisfits(options, relation, rules);
  for (const ConfigError& misfit : misfits) report.Wrong(misfit);
  if (misfits.empty())
    for (const BoundColumn& column : Bind(options, relation, rules))
      if (!column.source || column.source->field.nullable) report.MayBeNull(column.field.name);
  report.Checked(CheckedText(options, relation));
}

void WriteConnection(std::string_view url, std::string_view password, Discovery& out) {
  std::string plain(url), found(password);
  const std::size_t begin = plain.find("://");
  if (begin != std::string::npos) {
    const std::size_t end = std::min(plain.find_first_of("/?", begin + 3), plain.size());
    const std::size_t at = plain.rfind('@', end);
    const std::size_t colon = plain.find(':', begin + 3);
    if (at != std::string::npos && at > begin && colon < at) {
      if (found.empty()) found = Decoded(std::string_view(plain).substr(colon + 1, at - colon - 1));
      plain.erase(colon, at - colon);
    }
  }
  out.Option("connection.url", plain);
  if (!found.empty()) out.Secret("connection.password", found);
}

}  // namespace etl::sql_source

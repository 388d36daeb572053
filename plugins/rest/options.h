// SPDX-License-Identifier: Apache-2.0
// What a rest source is told in the pipeline file.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "etl/options.h"
#include "plugins/rest/connection_options.h"

namespace etl::rest {

// How one page leads to the next.
enum class Style { kSingle, kPage, kOffset, kCursor, kNext, kLink, kKeyset };

struct Paginate {
  std::string by;
  std::string in = "query";
  std::string parameter, start;
  std::int64_t size = 0;
  std::string size_parameter;
  std::string total_pages, total, more;
  std::string cursor, cursor_header, next, key;
  std::string stop;
  bool probe = true;
  std::int64_t max_pages = 1'000'000;

  static auto Spec() {
    using P = Paginate;
    return OptionSpec<P>()
        .Required("by", &P::by, "How one page leads to the next.")
        .Values({"page", "offset", "cursor", "next", "link", "keyset"})
        .Optional("in", &P::in, "Whether paging parameters stand in the query or the JSON body.")
        .Values({"query", "body"})
        .Optional(
            "parameter", &P::parameter,
            "Parameter of the page number, offset, cursor or last key (page, offset, cursor).")
        .Optional("start", &P::start, "Its value for the first page (1 for pages, 0 for offsets).")
        .Optional("size", &P::size, "Records that a page holds when it is full.")
        .Optional("size_parameter", &P::size_parameter, "Parameter that asks for `size` (limit).")
        .Optional("total_pages", &P::total_pages, "JSON pointer to the number of pages.")
        .Optional("total", &P::total, "JSON pointer to the number of records.")
        .Optional("more", &P::more, "JSON pointer to whether there are more pages.")
        .Optional("cursor", &P::cursor, "JSON pointer to the next page's cursor.")
        .Optional("cursor_header", &P::cursor_header, "Header that holds the next page's cursor.")
        .Optional("next", &P::next, "JSON pointer to the next page's URL.")
        .Optional("key", &P::key, "JSON pointer to a record's key, from the record.")
        .Optional("stop", &P::stop, "Which page is the last: an empty one, or one below `size`.")
        .Values({"empty", "short"})
        .Optional("probe", &P::probe, "Look once behind the last page that a total announces.")
        .Optional("max_pages", &P::max_pages, "More pages than this are an error.");
  }
};

// One series of requests for each value.
struct ForEach {
  std::string column;
  std::vector<std::string> values;

  static auto Spec() {
    return OptionSpec<ForEach>()
        .Required("column", &ForEach::column,
                  "Column of the value; {column} stands for it in path, query and body.")
        .Required("values", &ForEach::values, "The values, such as a list parameter.");
  }
};

// What an API is told, so that it answers with news only.
struct Since {
  std::string column, parameter;
  std::string in = "query";
  std::string format;
  std::string value = "{since}";
  bool includes = false;

  static auto Spec() {
    using S = Since;
    return OptionSpec<S>()
        .Required(
            "column", &S::column,
            "Column of the schema that has a lower bound: the cursor of `incremental`, or one "
            "that a filter bounds.")
        .Required("parameter", &S::parameter,
                  "Parameter that takes the bound; that of `by: keyset` is its first key.")
        .Optional("in", &S::in, "Whether it stands in the query or the JSON body.")
        .Values({"query", "body"})
        .Optional(
            "format", &S::format,
            "How a date is written: 2023-06-02, 2023-06-02T00:00:00Z, 20230602, or seconds or "
            "milliseconds since 1970. Without it: date for dates, datetime for times.")
        .Values({"date", "datetime", "compact", "unix", "unix_ms"})
        .Optional("value", &S::value, "The parameter's value, in which {since} is the bound.")
        .Optional("includes", &S::includes,
                  "Whether the API answers with records that equal the bound, too.");
  }
};

struct RestOptions {
  RestConnection connection;
  std::string method = "GET";
  std::string path;
  StringMap query;
  std::string body;
  std::optional<ForEach> for_each;
  std::optional<Paginate> paginate;
  std::optional<Since> since;
  std::string records;
  std::string shape = "list";
  std::string key;
  StringMap envelope;
  bool text_numbers = false;
  StringMap error_if;
  DeclaredSchema schema;
  int concurrency = 4;

  static auto Spec() {
    using R = RestOptions;
    return OptionSpec<R>()
        .Connection(&R::connection)
        .Optional("method", &R::method, "GET, or POST with a JSON body.")
        .Values({"GET", "POST"})
        .Optional("path", &R::path, "Appended to the base URL.")
        .Binding()
        .Optional("query", &R::query, "Query parameters of every request.")
        .Binding()
        .Optional("body", &R::body, "JSON text that a POST sends.")
        .Binding()
        .Optional("for_each", &R::for_each, "One series of requests for each value of a list.")
        .Optional("paginate", &R::paginate, "How to get all pages; absent: there is one.")
        .Optional("since", &R::since,
                  "How to ask for the records above a bound: what `incremental` has not seen yet.")
        .Optional("records", &R::records,
                  "JSON pointer to the records; absent: the page itself is them.")
        .Optional("shape", &R::shape,
                  "list: of objects; map: objects by key; object: one record; columns: a list for "
                  "each field; lines: a JSON object a line.")
        .Values({"list", "map", "object", "columns", "lines"})
        .Optional("key", &R::key, "Column of the schema that takes the keys of a map.")
        .Optional(
            "envelope", &R::envelope,
            "Columns of the schema that every row of a page takes from the page: column: JSON "
            "pointer from the page.")
        .Optional("text_numbers", &R::text_numbers,
                  "Numbers and booleans may be texts, as in \"132.42\".")
        .Optional("error_if", &R::error_if,
                  "JSON pointers that only stand in an error: retry (exit 3 after retries), "
                  "environment (exit 3) or data (exit 1).")
        .Required("schema", &R::schema,
                  "Columns: name: type, or name: {type, optional, path (JSON pointer)}.")
        .Binding()
        .Optional("concurrency", &R::concurrency, "Pages in flight.");
  }
};

Style StyleOf(const RestOptions& options);

// The declared column of this name; null: none.
const SchemaEntry* FindColumn(const RestOptions& options, std::string_view name);
// Whether a column takes its value from somewhere else than a record: the value of `for_each`, the
// key of a map, the page's envelope.
bool IsOutsideRecords(const RestOptions& options, std::string_view column);

// Throws ConfigError at the first option that cannot work. No I/O.
void Validate(const RestOptions& options);
void CheckPaginate(const RestOptions& options);

}  // namespace etl::rest

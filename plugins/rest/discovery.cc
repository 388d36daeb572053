// SPDX-License-Identifier: Apache-2.0
#include "plugins/rest/discovery.h"

#include <Poco/Exception.h>
#include <Poco/String.h>
#include <Poco/URI.h>

#include <algorithm>

#include "etl/value_text.h"
#include "plugins/rest/client.h"
#include "plugins/rest/page.h"
#include "plugins/rest/pager.h"
#include "plugins/rest/paging_guess.h"
#include "plugins/rest/records.h"
#include "plugins/rest/secrets.h"
#include "plugins/rest/url_text.h"
#include "plugins/shared/json_records/shape_guess.h"

namespace etl::rest {
namespace {

using json_records::GuessedColumn;
using json_records::GuessedShape;

constexpr std::int64_t kMostRecords = 10'000;  // that are looked at

// One page, by a client of its own.
struct FirstPage {
  FirstPage(RestOptions o, Context& context)
      : options(Patient(std::move(o))),
        endpoint(options),
        requests(options, endpoint),
        service(options, endpoint, interrupt, context) {
    service.keeps_headers = true;
    request = requests.Make({});
    answer = Client(service).Fetch(request);
  }
  // Somebody waits for it: no long series of tries.
  static RestOptions Patient(RestOptions options) {
    options.connection.retries = std::min(options.connection.retries, 1);
    return options;
  }
  std::string url() const { return request.method + " " + endpoint.Display(request.target); }

  const RestOptions options;
  Endpoint endpoint;
  Requests requests;
  Interrupt interrupt;
  Service service;
  PageRequest request;
  Answer answer;
};

// The last part of the path that says something, else the host.
std::string NameOf(const Target& target) {
  std::string path = target.path_and_query.substr(0, target.path_and_query.find('?'));
  while (path.ends_with('/')) path.pop_back();
  const std::string last = DecodeUrl(path.substr(path.rfind('/') + 1));
  return last.empty() ? target.origin.host : last;
}

// A JSON object on each line, and nothing else.
json_records::RecordGuess GuessLines(const std::string& body) {
  json_records::RecordGuess guess;
  simdjson::dom::parser parser;
  simdjson::dom::document_stream stream;
  const simdjson::padded_string padded(body);
  if (parser.parse_many(padded).get(stream) != simdjson::SUCCESS) return guess;
  for (auto document : stream) {
    simdjson::dom::object record;
    if (document.get_object().get(record) != simdjson::SUCCESS) return {};
    if (guess.records() < kMostRecords) guess.Look(record);
  }
  return guess;
}

// The column of a map's keys.
void WriteKey(const simdjson::dom::element& root, const std::string& pointer,
              const std::vector<GuessedColumn>& columns, Discovery& out) {
  bool dates = true;
  simdjson::dom::object map;
  if (root.at_pointer(pointer).get_object().get(map) == simdjson::SUCCESS)
    for (const auto field : map) dates &= ParseDate(field.key).has_value();
  std::string name = dates ? "date" : "key";
  while (std::any_of(columns.begin(), columns.end(),
                     [&](const GuessedColumn& column) { return column.name == name; }))
    name = "record_" + name;
  out.Option("key", name);
  Field field;
  field.name = name;
  field.nullable = false;
  out.Column(field, dates ? "date" : "string", false, {}, "the keys of the records");
}

void WriteShape(const GuessedShape& shape, Discovery& out) {
  if (!shape.records.empty()) out.Option("records", shape.records);
  if (shape.shape != "list") out.Option("shape", shape.shape);
}

void WritePaging(const PagingGuess& paging, Discovery& out) {
  for (const auto& [name, value] : paging.options) out.Option(name, value);
  out.Note("paging: " + paging.note);
}

void DiscoverLines(const FirstPage& page, const std::string& name, const DataError& no_json,
                   Discovery& out) {
  const auto guess = GuessLines(page.answer.body);
  if (guess.records() == 0)
    throw DataError("{}: {}", page.url(), no_json.what())
        .Hint("an API whose answers are JSON is needed");
  out.Table(name, "records");
  out.Option("shape", "lines");
  json_records::WriteColumns(guess.Columns(), out);
  out.Note(Format("the first page has {}, one a line", CountText(guess.records(), "record")));
}

// Many APIs answer 200 and say in the body what was wrong.
bool LooksLikeError(const GuessedShape& shape, const std::vector<GuessedColumn>& columns) {
  return shape.shape == "object" && columns.size() <= 3 &&
         std::any_of(columns.begin(), columns.end(), [](const GuessedColumn& column) {
           const std::string name = Poco::toLower(column.name);
           return name.find("error") != std::string::npos || name == "message" || name == "note";
         });
}

GuessedShape ShapeOf(const RestOptions& options, const simdjson::dom::element& root) {
  if (options.records.empty() && options.shape == "list")
    return json_records::GuessShape(root, "the answer");
  GuessedShape shape{options.shape, options.records, 0};
  if (shape.shape == "columns") {
    const auto found = json_records::GuessShape(root, "the answer");
    if (found.records == shape.records) shape.count = found.count;
  }
  return shape;
}

DataError WithoutRecords(const FirstPage& page, const GuessedShape& shape) {
  return DataError("{}: the first page has no records{}, so nothing says what their columns are",
                   page.url(), shape.records.empty() ? "" : " at " + shape.records)
      .Hint("ask for something that has some, or name their place with --option records=/POINTER");
}

bool IsSecret(const std::string& name) {
  return SoundsSecret(name) && Poco::toLower(name).find("keyword") == std::string::npos;
}

// The first secret parameter is an API key; further ones stay in the query.
void WriteQuery(const Poco::URI& uri, Discovery& out) {
  bool has_key = false;
  for (const auto& [name, value] : uri.getQueryParameters()) {
    if (!IsSecret(name)) {
      out.Option("query." + name, value);
    } else if (has_key) {
      out.Secret("query." + name, value);
    } else {
      has_key = true;
      out.Option("connection.api_key.query", name);
      out.Secret("connection.api_key.value", value);
    }
  }
}

// One column after the other, so that the first misfit does not hide the others.
void CheckColumn(const FirstPage& page, const SchemaEntry& entry, Context& context,
                 CheckReport& report) {
  RestOptions one = page.options;
  one.schema.entries = {entry};
  Records records(one, std::nullopt);
  bool has_null = false;
  try {
    records.Parse(page.answer.body, page.request.name);
    if (!one.for_each)
      records.Find();
    else
      records.BeginSeries(page.requests.ValueOf(0)), records.Find();
    while (!records.done()) {
      RecordBatchBuilder batch(records.schema(), context.batch_limits());
      records.Fill(batch);
      const RecordBatch rows = batch.Finish();
      for (std::int64_t row = 0; row < rows.num_rows(); ++row)
        has_null |= rows.column(0).IsNull(row);
    }
  } catch (const DataError& error) {
    const std::string place = error.position().empty() ? "" : error.position() + ": ";
    report.Wrong(ConfigError("the first page does not fit what is declared: {}{}", place,
                             std::string_view(error.what()))
                     .Hint(error.hint())
                     .Option(entry.node.get()));
  }
  if (has_null) report.MayBeNull(entry.field.name);
}

// Whether the page says what paging needs.
void CheckPaging(const FirstPage& page, Records& records, CheckReport& report) {
  try {
    Pager pager(page.options, page.endpoint);
    const bool keyed = StyleOf(page.options) == Style::kKeyset;
    pager.After({records.count(), records.root(), keyed ? records.Last() : std::nullopt,
                 page.answer.next, page.answer.from, false, false});
  } catch (const DataError& error) {
    report.Wrong(
        ConfigError("the first page does not fit `paginate`: {}", error.what()).Hint(error.hint()));
  }
}

}  // namespace

void WriteOptions(std::string_view url, std::string_view password, Discovery& out) {
  RestOptions options;
  options.connection.url = url;
  const Endpoint endpoint(options);  // refuses what is no URL
  Poco::URI uri{std::string(url)};
  out.Option("connection.url", endpoint.origin().url());
  const std::string info = uri.getUserInfo();
  const std::string user = DecodeUrl(info.substr(0, info.find(':')));
  std::string secret(password);
  if (secret.empty() && info.find(':') != std::string::npos)
    secret = DecodeUrl(info.substr(info.find(':') + 1));
  if (!user.empty()) {
    out.Option("connection.basic.user", user);
    out.Secret("connection.basic.password", secret);
  } else if (!secret.empty()) {
    out.Secret("connection.bearer", secret);
  }
  if (uri.getPath().size() > 1) out.Option("path", uri.getPath());
  WriteQuery(uri, out);
}

void DiscoverPage(RestOptions options, std::string_view table, Context& context, Discovery& out) {
  const FirstPage page(std::move(options), context);
  const std::string name = NameOf(page.request.target);
  if (!table.empty() && table != name)
    throw ConfigError("an API has no tables, and this one's records are called {}: {}",
                      Quoted(name), Quoted(table));
  Page parsed;
  try {
    parsed.Parse(page.answer.body, page.request.name);
  } catch (const DataError& error) {
    return DiscoverLines(page, name, error, out);
  }
  GuessedShape shape = ShapeOf(page.options, parsed.root());
  const auto guess = json_records::GuessRecords(parsed.root(), shape, kMostRecords);
  const auto columns = guess.Columns();
  if (columns.empty()) throw WithoutRecords(page, shape);
  const std::int64_t count = std::max(shape.count, guess.records());
  const PagingGuess paging =
      GuessPaging(parsed.root(), page.answer.headers, page.options, shape.records, count);
  out.Table(name, "records", paging.total);
  WriteShape(shape, out);
  if (shape.shape == "map") WriteKey(parsed.root(), shape.records, columns, out);
  json_records::WriteColumns(columns, out);
  out.Note(Format("the first page has {}{}", CountText(count, "record"),
                  shape.records.empty() ? "" : " at " + shape.records));
  WritePaging(paging, out);
  if (LooksLikeError(shape, columns))
    out.Note("this looks like an error of the API, not like data");
}

void CheckPage(RestOptions options, Context& context, CheckReport& report) {
  Validate(options);
  const FirstPage page(std::move(options), context);
  Records records(page.options, std::nullopt);
  try {
    records.Parse(page.answer.body, page.request.name);
    if (page.options.for_each) records.BeginSeries(page.requests.ValueOf(0));
    records.Find();
  } catch (const DataError& error) {
    throw ConfigError("{}: {}", page.url(), error.what()).Hint(error.hint());
  }
  for (const SchemaEntry& entry : page.options.schema.entries)
    CheckColumn(page, entry, context, report);
  CheckPaging(page, records, report);
  report.Checked(Format(
      "{}: {} on the first page, {} declared", page.url(), CountText(records.count(), "record"),
      CountText(static_cast<std::int64_t>(page.options.schema.entries.size()), "column")));
}

}  // namespace etl::rest

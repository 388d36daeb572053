// SPDX-License-Identifier: Apache-2.0
#include "plugins/rest/requests.h"

#include <algorithm>
#include <cstdlib>

#include "etl/value_text.h"
#include "plugins/rest/since.h"
#include "plugins/shared/json_records/pointer.h"

namespace etl::rest {
namespace {

std::string Placeholder(const RestOptions& options) {
  return options.for_each ? "{" + options.for_each->column + "}" : std::string();
}

// Escaped and shortened, for messages.
std::string Shown(const std::string& value) {
  const std::string quoted = Quoted(value, 40);
  return quoted.substr(1, quoted.size() - 2);
}

bool ValueIsNumber(const RestOptions& options) {
  if (!options.for_each) return false;
  const TypeId id = FindColumn(options, options.for_each->column)->field.type.id;
  return id == TypeId::kInt32 || id == TypeId::kInt64 || id == TypeId::kUInt64 ||
         id == TypeId::kFloat64;
}

}  // namespace

Requests::Requests(const RestOptions& options, const Endpoint& endpoint, std::optional<Token> since)
    : options_(options),
      endpoint_(endpoint),
      style_(StyleOf(options)),
      body_(options.body, Placeholder(options), ValueIsNumber(options)) {
  if (!options.body.empty() && options.method != "POST")
    throw ConfigError("`body` needs `method: POST`");
  (IsFirstKey(options) ? first_key_ : since_) = std::move(since);
  if (!options.paginate) return;
  const Paginate& paginate = *options.paginate;
  parameter_ = paginate.parameter;
  if (parameter_.empty() && style_ != Style::kNext && style_ != Style::kLink)
    parameter_ = paginate.by;
  size_parameter_ = paginate.size_parameter.empty() ? "limit" : paginate.size_parameter;
  start_ = style_ == Style::kPage ? 1 : 0;
  if (!paginate.start.empty()) start_ = std::strtoll(paginate.start.c_str(), nullptr, 10);
  if (paginate.in == "body") {
    for (const std::string& place : {parameter_, size_parameter_})
      if (place.starts_with('/')) json_records::CheckPointer("parameter", place);
    BodyTemplate::Filled filled = body_.Fill("");
    if (!parameter_.empty()) filled.Set(parameter_, {"1", true});
    return;
  }
  for (const auto& [name, value] : options.query)
    if (name == parameter_ || (paginate.size > 0 && name == size_parameter_))
      throw ConfigError("the query already has `{}`, which is a parameter of the paging", name);
  const std::string url = endpoint.TargetFor("", {}).path_and_query;
  for (const char mark : {'?', '&'})
    if (url.find(mark + parameter_ + "=") != std::string::npos && !parameter_.empty())
      throw ConfigError("the query already has `{}`, which is a parameter of the paging",
                        parameter_);
}

std::int64_t Requests::series_count() const {
  return options_.for_each ? static_cast<std::int64_t>(options_.for_each->values.size()) : 1;
}

const std::string& Requests::ValueOf(std::int64_t series) const {
  static const std::string kNone;
  return options_.for_each ? options_.for_each->values[static_cast<std::size_t>(series)] : kNone;
}

std::string Requests::Name(std::int64_t series, std::int64_t page) const {
  std::string name;
  if (options_.for_each) name = options_.for_each->column + " " + Shown(ValueOf(series));
  if (style_ == Style::kSingle) return name;
  const std::int64_t number = page + (style_ == Style::kPage ? start_ : 1);
  return name + (name.empty() ? "" : ", ") + "page " + std::to_string(number);
}

// The value of the paging parameter; nullopt: it is not sent.
std::optional<Token> Requests::Position(const PageJob& job) const {
  switch (style_) {
    case Style::kPage:
      return Token{std::to_string(start_ + job.page), true};
    case Style::kOffset:
      // With a token it counts the records so far; else the pages are known, and all of one size.
      return Token{
          std::to_string(start_ + (job.token.text.empty()
                                       ? job.page * options_.paginate->size
                                       : std::strtoll(job.token.text.c_str(), nullptr, 10))),
          true};
    case Style::kCursor:
    case Style::kKeyset:
      if (job.page > 0) return job.token;
      if (first_key_) return first_key_;
      if (options_.paginate->start.empty()) return std::nullopt;
      return Token{options_.paginate->start, false};
    default:
      return std::nullopt;
  }
}

PageRequest Requests::Make(const PageJob& job) const {
  const std::string& value = ValueOf(job.series);
  PageRequest request;
  request.name = Name(job.series, job.page);
  request.method = options_.method;
  request.probe = job.probe;
  StringMap query;
  BodyTemplate::Filled body = body_.Fill(value);
  const bool follows_link = (style_ == Style::kNext || style_ == Style::kLink) && job.page > 0;
  if (options_.paginate && !follows_link) {
    const bool in_body = options_.paginate->in == "body";
    const auto set = [&](const std::string& name, const Token& token) {
      if (in_body)
        body.Set(name, token);
      else
        query.emplace_back(name, token.text);
    };
    if (const auto position = Position(job)) set(parameter_, *position);
    if (options_.paginate->size > 0)
      set(size_parameter_, {std::to_string(options_.paginate->size), true});
  }
  if (since_ && !follows_link) {
    if (options_.since->in == "body")
      body.Set(options_.since->parameter, *since_);
    else
      query.emplace_back(options_.since->parameter, since_->text);
  }
  request.target = endpoint_.TargetFor(value, query);
  if (follows_link) {
    // Resolved and allowed when it was read from the page before.
    if (const auto link = Endpoint::Resolve(request.target, job.token.text))
      request.target = endpoint_.Completed(*link);
  }
  if (request.method == "POST") request.body = body.Text();
  return request;
}

}  // namespace etl::rest

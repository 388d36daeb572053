// SPDX-License-Identifier: Apache-2.0
// The part of Endpoint that says who we are, and to whom.
#include <Poco/String.h>

#include <algorithm>
#include <cctype>
#include <cstring>

#include "plugins/rest/endpoint.h"
#include "plugins/rest/url_text.h"

namespace etl::rest {
namespace {

bool IsToken(const std::string& name) {
  return !name.empty() && std::all_of(name.begin(), name.end(), [](unsigned char c) {
    return std::isalnum(c) || std::strchr("!#$%&'*+-.^_`|~", c);
  });
}

}  // namespace

void Endpoint::AddBasic(const std::string& user, const std::string& password) {
  const std::string credentials = Base64(user + ":" + password);
  secrets_->Add(password);
  secrets_->Add(credentials);
  AddHeader("Authorization", "Basic " + credentials, true);
}

void Endpoint::ReadHeaders(const RestConnection& connection) {
  for (const auto& [name, value] : connection.headers) {
    if (SoundsSecret(name)) secrets_->Add(value);
    AddHeader(name, value, SoundsSecret(name));
  }
  if (connection.bearer) {
    if (connection.bearer->empty()) throw ConfigError("`bearer` is empty");
    secrets_->Add(*connection.bearer);
    AddHeader("Authorization", "Bearer " + *connection.bearer, true);
  }
  if (connection.basic) {
    if (connection.basic->user.find(':') != std::string::npos)
      throw ConfigError("the `user` of `basic` holds a colon, which basic auth cannot say");
    AddBasic(connection.basic->user, connection.basic->password);
  }
  if (connection.api_key) ReadApiKey(*connection.api_key);
  if (connection.oauth2) {
    secrets_->Add(connection.oauth2->client_secret);
    // Its value is not known yet; that its place is free must be.
    AddHeader("Authorization", "", true);
    headers_.pop_back();
  }
}

void Endpoint::ReadApiKey(const ApiKey& key) {
  if (key.header.empty() == key.query.empty())
    throw ConfigError("`api_key` needs either `header` or `query`");
  if (key.value.empty()) throw ConfigError("`api_key` has an empty `value`");
  secrets_->Add(key.value);
  if (key.query.empty()) return AddHeader(key.header, key.value, true);
  AddQuery(key.query, key.value);
  key_query_ = key.query;
  key_ = key.value;
}

void Endpoint::AddHeader(const std::string& name, const std::string& value, bool credential) {
  if (!IsToken(name)) throw ConfigError("`{}` is no name of a header", name);
  for (const char* ours : {"host", "connection", "accept-encoding", "content-length",
                           "transfer-encoding", "te", "upgrade", "expect"})
    if (Poco::icompare(name, ours) == 0)
      throw ConfigError("header `{}` is set by the rest source itself", name);
  for (const unsigned char c : value)
    if ((c < 0x20 && c != '\t') || c == 0x7f)
      throw ConfigError("the value of header `{}` holds a line break or control character", name);
  for (const Header& known : headers_)
    if (Poco::icompare(known.name, name) == 0)
      throw ConfigError("header `{}` is given twice", name)
          .Hint(
              "authorization comes from one of: the URL's userinfo, `bearer`, `basic`, `api_key`, "
              "`oauth2`, `headers`");
  headers_.push_back({name, value, credential});
}

StringMap Endpoint::HeadersFor(const Origin& origin) const {
  StringMap out;
  const bool trusted = Trusts(origin);
  for (const Header& header : headers_)
    if (trusted || !header.credential) out.emplace_back(header.name, header.value);
  return out;
}

Target Endpoint::Completed(Target link) const {
  if (key_query_.empty() || !Trusts(link.origin)) return link;
  const std::string name = EncodeUrl(key_query_) + "=";
  const std::size_t question = link.path_and_query.find('?');
  if (question == std::string::npos) {
    link.path_and_query += "?" + name + EncodeUrl(key_);
    return link;
  }
  for (std::size_t at = question; at != std::string::npos;
       at = link.path_and_query.find('&', at + 1))
    if (link.path_and_query.compare(at + 1, name.size(), name) == 0) return link;
  link.path_and_query += "&" + name + EncodeUrl(key_);
  return link;
}

}  // namespace etl::rest

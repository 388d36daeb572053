// SPDX-License-Identifier: Apache-2.0
// What the tests of the rest source share: options against a scripted server, pages of people.
#pragma once

#include <gmock/gmock.h>

#include <string>
#include <vector>

#include "etl/testing/harness.h"
#include "plugins/rest/rest_source.h"
#include "tests/support/http/scripted_server.h"

namespace etl::rest {

using test_http::Answer;
using test_http::Chunked;
using test_http::Gzip;
using test_http::Json;
using test_http::Request;
using test_http::Response;
using test_http::ScriptedServer;
using test_http::ToTheEnd;

// The first of equal keys counts, so `connection` and `step` override what follows.
inline std::string OptionsFor(const std::string& url, const std::string& connection = "",
                              const std::string& step = "") {
  return "{connection: {" + connection + (connection.empty() ? "" : ", ") + "url: \"" + url +
         "\", retry_delay: 1, connect_timeout: 10000, read_timeout: 10000, timeout: 30000}, " +
         step + (step.empty() ? "" : ", ") +
         "paginate: {by: page, total_pages: /total_pages, probe: false}, records: /users, "
         "schema: {id: int, name: string}}";
}

inline std::string PageOf(int total, const std::vector<std::string>& users) {
  std::string body = "{\"total_pages\": " + std::to_string(total) + ", \"users\": [";
  for (std::size_t i = 0; i < users.size(); ++i) body += (i ? ", " : "") + users[i];
  return body + "]}";
}

inline std::string User(int id, const std::string& name) {
  return "{\"id\": " + std::to_string(id) + ", \"name\": \"" + name + "\"}";
}

// Page `page` of `total`, with `size` people whose ids count on from page to page.
inline std::string People(int page, int total, int size = 3) {
  std::vector<std::string> users;
  for (int i = 0; i < size; ++i) {
    const int id = (page - 1) * size + i + 1;
    users.push_back(User(id, "n" + std::to_string(id)));
  }
  return PageOf(total, users);
}

// What reading all of it gives.
inline std::string PeopleRows(int pages, int size = 3) {
  std::string rows;
  for (int id = 1; id <= pages * size; ++id)
    rows += std::to_string(id) + "|n" + std::to_string(id) + "\n";
  return rows;
}

inline testing::Rows Read(testing::Host& host, const std::string& options, const Scan& scan = {}) {
  return testing::ReadSource<RestSource>(host, options, scan);
}

// The failure of a read that must fail.
inline testing::Failure Fails(testing::Host& host, const std::string& options) {
  try {
    const auto rows = Read(host, options);
    ADD_FAILURE() << "read " << rows.count << " rows";
  } catch (const testing::Failure& failure) {
    return failure;
  }
  return {0, ""};
}

inline testing::Failure Fails(const std::string& options) {
  testing::Host host;
  return Fails(host, options);
}

}  // namespace etl::rest

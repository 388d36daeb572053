// SPDX-License-Identifier: Apache-2.0
#include "plugins/postgres/address.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "etl/testing/harness.h"

namespace etl::postgres {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class PostgresAddress : public ::testing::Test {
 protected:
  Address Of(const std::string& keys) {
    ConnectionOptions options;
    Options(keys, options);
    return AddressOf(options);
  }
  std::string FailureOf(const std::string& url) {
    try {
      Of("url: \"" + url + "\"");
    } catch (const ConfigError& error) {
      EXPECT_THAT(error.what() + error.hint(), Not(HasSubstr("s3cret"))) << url;
      return error.what() + ("; " + error.hint());
    }
    ADD_FAILURE() << url << " is taken";
    return {};
  }

 private:
  void Options(const std::string& keys, ConnectionOptions& out) {
    const auto* tree = etl::testing::OptionTree::From(host_.Options("{" + keys + "}"));
    for (const auto& [key, value] : tree->children) {
      if (key == "url") out.url.value = value->text;
      if (key == "user") out.user = value->text;
      if (key == "password") out.password = value->text;
      if (key == "host") out.host = value->text;
      if (key == "database") out.database = value->text;
      if (key == "socket") out.socket = value->text;
      if (key == "port") out.port = std::stoi(value->text);
      if (key == "mode") out.tls.mode = value->text;
      if (key == "cert") out.tls.cert.value = value->text;
    }
  }
  etl::testing::Host host_;
};

TEST_F(PostgresAddress, ReadsAUrl) {
  Address address = Of("url: \"postgres://a%40b:p%3A%2F%25@db1.example:7777/sh%C3%B6p\"");
  EXPECT_EQ(address.user, "a@b");
  EXPECT_EQ(address.password, "p:/%");
  EXPECT_EQ(address.host, "db1.example");
  EXPECT_EQ(address.port, 7777);
  EXPECT_EQ(address.database, "shöp");
  EXPECT_EQ(address.name(), "db1.example:7777");
  address = Of("url: \"postgresql://app@[::1]/x\"");
  EXPECT_EQ(address.host, "::1");
  EXPECT_EQ(address.port, 5432);
  address = Of("url: \"postgres://app@/x?host=%2Frun%2Fpostgresql\"");
  EXPECT_EQ(address.name(), "/run/postgresql/.s.PGSQL.5432");
  EXPECT_EQ(Of("url: \"postgres://app@/x?socket=/a/.s.PGSQL.5432\"").socket, "/a");
}

TEST_F(PostgresAddress, KeysWin) {
  const Address address =
      Of("url: \"postgres://a:b@c:1/d?host=/e\", user: u, password: p, host: h, port: 2, "
         "database: x");
  EXPECT_EQ(address.user + address.password + address.name() + address.database, "uph:2x");
  EXPECT_EQ(Of("url: \"postgres://c/d\", socket: /run").name(), "/run/.s.PGSQL.5432");
}

TEST_F(PostgresAddress, VerifiesARemoteServerUnlessToldNotTo) {
  const auto tls = [&](const std::string& keys) { return Of(keys).tls; };
  EXPECT_EQ(tls("url: \"postgres://db1/x\""), Tls::kVerify);
  for (const char* url : {"postgres://localhost/x", "postgres://127.0.0.1/x", "postgres://[::1]/x",
                          "postgres:///x?host=/run"})
    EXPECT_EQ(tls("url: \"" + std::string(url) + "\""), Tls::kOff);
  EXPECT_EQ(tls("url: \"postgres://db1/x?sslmode=disable\""), Tls::kOff);
  EXPECT_EQ(tls("url: \"postgres://db1/x?sslmode=require\""), Tls::kRequire);
  EXPECT_EQ(tls("url: \"postgres://localhost/x?sslmode=verify-ca\""), Tls::kVerifyCa);
  EXPECT_EQ(tls("url: \"postgres://localhost/x?sslmode=verify-full\""), Tls::kVerify);
  EXPECT_EQ(tls("url: \"postgres://db1/x?sslmode=verify-full\", mode: off"), Tls::kOff);
  const Address address =
      Of("url: \"postgres://db1/x?sslrootcert=/ca&sslcert=/cert&sslkey=/key\", cert: /other");
  EXPECT_EQ(address.ca + address.cert + address.key, "/ca/other/key");
}

TEST_F(PostgresAddress, RefusesWhatIsWrong) {
  EXPECT_THAT(FailureOf("mysql://u:s3cret@h/d"), HasSubstr("does not begin with postgres://"));
  EXPECT_THAT(FailureOf("postgres://u:s3cret@h:x/d"), HasSubstr("has no good port"));
  EXPECT_THAT(FailureOf("postgres://u:s3cret@h:0/d"), HasSubstr("has no good port"));
  EXPECT_THAT(FailureOf("postgres://u:s3cret@h:70000/d"), HasSubstr("no such port: 70000"));
  EXPECT_THAT(FailureOf("postgres://u:s3cret%@h/d"), HasSubstr("% without two hex digits"));
  EXPECT_THAT(FailureOf("postgres://u:s3cret%00@h/d"), HasSubstr("% without two hex digits"));
  EXPECT_THAT(FailureOf("postgres://[::1/d"), HasSubstr("[ without ]"));
  EXPECT_THAT(FailureOf("postgres://a,b/d"), HasSubstr("several hosts"));
  EXPECT_THAT(FailureOf("postgres:///d"), HasSubstr("has no host"));
  EXPECT_THAT(FailureOf("postgres://h/d?sslmode=prefer"), HasSubstr("goes on without encryption"));
  EXPECT_THAT(FailureOf("postgres://h/d?sslmode=s3cret"), HasSubstr("unknown sslmode"));
  EXPECT_THAT(FailureOf("postgres://h/d?options=-c"), HasSubstr("not known: options; those are"));
  EXPECT_THAT(FailureOf("postgres://h/d?sslcert=/c"), HasSubstr("needs its key"));
  EXPECT_THAT(FailureOf("postgres://localhost/d?sslcert=/c&sslkey=/k"), HasSubstr("without TLS"));
  EXPECT_THAT(FailureOf("postgres:///d?socket=run"), HasSubstr("no absolute path"));
}

}  // namespace
}  // namespace etl::postgres

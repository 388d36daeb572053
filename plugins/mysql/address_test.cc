// SPDX-License-Identifier: Apache-2.0
#include "plugins/mysql/address.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace etl::mysql {
namespace {

Address Of(std::string url) {
  ConnectionOptions options;
  options.url.value = std::move(url);
  return AddressOf(options);
}

TEST(Address, ReadsEveryPartOfAUrl) {
  const Address address = Of("mysql://app:p%40ss%3A%2f@db1.example:3307/shop");
  EXPECT_EQ(address.user, "app");
  EXPECT_EQ(address.password, "p@ss:/");
  EXPECT_EQ(address.host, "db1.example");
  EXPECT_EQ(address.port, 3307);
  EXPECT_EQ(address.database, "shop");
  EXPECT_EQ(address.name(), "db1.example:3307");
  EXPECT_EQ(Of("mariadb://db1").port, 3306);
  EXPECT_EQ(Of("mysql://u:a@b@db1/x").password, "a@b");
  EXPECT_EQ(Of("mysql://[::1]:5/x").host, "::1");
  EXPECT_EQ(Of("mysql://root@localhost/x?socket=/run/a%20b").socket, "/run/a b");
}

TEST(Address, VerifiesARemoteHostUnlessToldOtherwise) {
  EXPECT_EQ(Of("mysql://db1/x").tls, Tls::kVerify);
  for (const char* url :
       {"mysql://localhost/x", "mysql://127.0.0.1/x", "mysql://[::1]/x", "mysql://db1/x?socket=/s"})
    EXPECT_EQ(Of(url).tls, Tls::kOff) << url;
  ConnectionOptions options;
  options.url.value = "mysql://db1/x";
  options.tls.mode = "off";
  EXPECT_EQ(AddressOf(options).tls, Tls::kOff);
  options.tls.mode = "require";
  EXPECT_EQ(AddressOf(options).tls, Tls::kRequire);
}

TEST(Address, LetsKeysWin) {
  ConnectionOptions options;
  options.url.value = "mysql://u:p@db1:1/x?socket=/s";
  options.user = "v";
  options.password = "q";
  options.host = "db2";
  options.port = 2;
  options.database = "y";
  const Address address = AddressOf(options);
  EXPECT_EQ(address.user + address.password + address.database, "vqy");
  EXPECT_EQ(address.name(), "db2:2");
  options.socket = "/t";
  EXPECT_EQ(AddressOf(options).name(), "/t");
  options = {};
  options.host = "db3";
  EXPECT_EQ(AddressOf(options).name(), "db3:3306");
}

TEST(Address, RefusesWithoutRepeatingTheUrl) {
  for (const char* url :
       {"", "db1", "http://u:s3cret@db1/x", "mysql://u:s3cret@db1:x/y", "mysql://u:s3cret@db1:0/y",
        "mysql://u:s3cret%4@db1/y", "mysql://u:s3cret%zz@db1/y", "mysql://u:s3cret%00@db1/y",
        "mysql://u:s3cret@/y", "mysql://u:s3cret@db1/y?ssl=1", "mysql://u:s3cret@[::1/y",
        "mysql://u:s3cret@db1:70000/y"}) {
    try {
      Of(url);
      ADD_FAILURE() << url;
    } catch (const ConfigError& error) {
      EXPECT_THAT(error.what() + error.hint(), testing::Not(testing::HasSubstr("s3cret"))) << url;
    }
  }
}

}  // namespace
}  // namespace etl::mysql

// SPDX-License-Identifier: Apache-2.0
#include "config/secrets.h"

#include <gtest/gtest.h>

#include <string>
#include <thread>
#include <vector>

namespace etl::config {
namespace {

TEST(Secrets, HidesAValueAndItsEncodedForm) {
  Secrets secrets;
  secrets.Add("s3cret/&x");
  EXPECT_EQ(secrets.Mask("got s3cret/&x, s3cret%2F%26x."), "got ***, ***.");
}

TEST(Secrets, HidesTheLongestFirst) {
  Secrets secrets;
  secrets.Add("abcd");
  secrets.Add("abcdefgh");
  secrets.Add("abcdef");
  EXPECT_EQ(secrets.Mask("abcdefgh abcdef abcd abc"), "*** *** *** abc");
}

TEST(Secrets, HidesOnlyTheUserinfoOfAUrl) {
  Secrets secrets;
  secrets.Add("mysql://app:p%40ssword@db1:3306/shop");
  EXPECT_EQ(secrets.Mask("Access denied for p@ssword at db1:3306, shop"),
            "Access denied for *** at db1:3306, shop");
  EXPECT_EQ(secrets.Mask("p%40ssword app:p%40ssword"), "*** ***");
  EXPECT_EQ(secrets.Mask("mysql://app:p%40ssword@db1:3306/shop"), "mysql://***@db1:3306/shop");
}

TEST(Secrets, AUrlWithoutUserinfoHidesNothing) {
  Secrets secrets;
  secrets.Add("http://localhost:8080/a@b?c=d");
  EXPECT_EQ(secrets.Mask("http://localhost:8080/a@b?c=d"), "http://localhost:8080/a@b?c=d");
  secrets.Add("http://[::1]/a@b");
  EXPECT_EQ(secrets.Mask("http://[::1]/a@b"), "http://[::1]/a@b");
}

TEST(Secrets, APasswordThatBreaksItsUrlIsStillHidden) {
  Secrets secrets;
  secrets.Add("mysql://app:pass/wo#rd@db1/shop");
  EXPECT_EQ(secrets.Mask("bad port: pass/wo#rd"), "bad port: ***");
}

TEST(Secrets, UserinfoOfUnknownUrlsIsHidden) {
  const Secrets secrets;
  EXPECT_EQ(secrets.Mask("GET https://x:y@h/p, then ftp://u@g and a@b://"),
            "GET https://***@h/p, then ftp://***@g and a@b://");
}

TEST(Secrets, ShortValuesAreHiddenInUrlsOnly) {
  Secrets secrets;
  secrets.Add("mysql://u:pw@db");
  secrets.Add("abc");
  secrets.Add("");
  EXPECT_EQ(secrets.Mask("abc pw mysql://u:pw@db"), "abc pw mysql://***@db");
}

TEST(Secrets, MayBeUsedFromManyThreads) {
  Secrets secrets;
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&secrets, t] {
      for (int i = 0; i < 100; ++i) {
        const std::string secret = "secret" + std::to_string(t * 1000 + i) + "x";
        secrets.Add(secret);
        EXPECT_EQ(secrets.Mask(secret), "***");
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
}

}  // namespace
}  // namespace etl::config

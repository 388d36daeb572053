// SPDX-License-Identifier: Apache-2.0
// A connection that breaks at any byte is an error, and never the end of the rows.
#include "plugins/postgres/server_test_base.h"
#include "tests/support/proxy/cutting_proxy.h"

namespace etl::postgres {
namespace {

using proxy::Cut;
using proxy::CuttingProxy;

class PostgresCut : public ServerTest {
 protected:
  PostgresCut() : proxy_(server_->port()) {
    Execute(
        "CREATE TABLE t (id int PRIMARY KEY, name text); INSERT INTO t SELECT g, 'name ' || g FROM "
        "generate_series(1, 20) g");
  }
  std::string Options(const std::string& more = "") {
    return Format("{connection: {url: \"{}\"", UrlAt(proxy_.port())) + more + "}, table: t}";
  }
  std::int64_t Rows(const std::string& more = "") {
    return etl::testing::ReadSource<PostgresSource>(host_, Options(more)).count;
  }

  CuttingProxy proxy_;
};

TEST_F(PostgresCut, IsAnErrorAtEveryByte) {
  ASSERT_EQ(Rows(), 20);
  const std::int64_t whole = proxy_.bytes();
  ASSERT_GT(whole, 1500);
  // Many bytes of the rows, which come last, and some of what comes before: a session each, which
  // takes the server milliseconds to make.
  const std::int64_t rows_begin = whole - 700;
  for (std::int64_t at = 0; at < whole; at += at < rows_begin ? 97 : 5) {
    proxy_.CutAfter(at, at % 2 == 0 ? Cut::kFin : Cut::kReset);
    const Failure failure = FailureOf([&] { Rows(); });
    ASSERT_EQ(failure.status, ETL_ENVIRONMENT_ERROR) << at << ": " << failure.what();
    ASSERT_THAT(failure.what(), HasSubstr(Format("127.0.0.1:{}", proxy_.port()))) << at;
  }
  // In the last row, the trailer, and the messages that end them, both ways.
  for (const Cut cut : {Cut::kFin, Cut::kReset}) {
    for (std::int64_t at = whole - 30; at < whole; ++at) {
      proxy_.CutAfter(at, cut);
      ASSERT_EQ(FailureOf([&] { Rows(); }).status, ETL_ENVIRONMENT_ERROR) << at;
    }
  }
  proxy_.CutAfter(whole + 1);
  EXPECT_EQ(Rows(), 20);
}

TEST_F(PostgresCut, AStallIsAnErrorInTime) {
  ASSERT_EQ(Rows(), 20);
  const std::int64_t whole = proxy_.bytes();
  for (const std::int64_t at : {std::int64_t{0}, std::int64_t{100}, whole - 300, whole - 1}) {
    proxy_.CutAfter(at, Cut::kStall);
    const auto begin = std::chrono::steady_clock::now();
    const Failure failure = FailureOf([&] { Rows(", connect_timeout: 300, read_timeout: 300"); });
    EXPECT_EQ(failure.status, ETL_ENVIRONMENT_ERROR) << at;
    EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(3));
  }
}

}  // namespace
}  // namespace etl::postgres

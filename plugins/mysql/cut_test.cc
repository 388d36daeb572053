// SPDX-License-Identifier: Apache-2.0
// A connection that breaks at any byte is an error, and never the end of the rows.
#include "plugins/mysql/server_test_base.h"
#include "tests/support/proxy/cutting_proxy.h"

namespace etl::mysql {
namespace {

using proxy::Cut;
using proxy::CuttingProxy;

class MysqlCut : public ServerTest {
 protected:
  MysqlCut() : proxy_(server_->port()) {
    Execute(
        "CREATE TABLE t (id INT PRIMARY KEY, name VARCHAR(20)); INSERT INTO t SELECT seq, "
        "CONCAT('name ', seq) FROM seq_1_to_20");
  }
  std::int64_t Rows(const std::string& more = "") {
    const std::string options =
        Format("{connection: {url: \"mysql://app:s3cret-word@127.0.0.1:{}/test\"", proxy_.port()) +
        more + "}, table: t}";
    return etl::testing::ReadSource<MysqlSource>(host_, options).count;
  }

  CuttingProxy proxy_;
};

TEST_F(MysqlCut, IsAnErrorAtEveryByte) {
  ASSERT_EQ(Rows(), 20);
  const std::int64_t whole = proxy_.bytes();
  ASSERT_GT(whole, 900);
  // Many bytes of the rows, which come last, and some of what comes before: a session each, which
  // takes the server milliseconds to make.
  const std::int64_t rows_begin = whole - 500;
  for (std::int64_t at = 0; at < whole; at += at < rows_begin ? 97 : 5) {
    proxy_.CutAfter(at, at % 2 == 0 ? Cut::kFin : Cut::kReset);
    const Failure failure = FailureOf([&] { Rows(); });
    ASSERT_EQ(failure.status, ETL_ENVIRONMENT_ERROR) << at << ": " << failure.what();
    ASSERT_THAT(failure.what(), HasSubstr(Format("127.0.0.1:{}", proxy_.port()))) << at;
  }
  // Between the last rows, and in the packet that ends them, both ways.
  for (const Cut cut : {Cut::kFin, Cut::kReset}) {
    for (std::int64_t at = whole - 30; at < whole; ++at) {
      proxy_.CutAfter(at, cut);
      ASSERT_EQ(FailureOf([&] { Rows(); }).status, ETL_ENVIRONMENT_ERROR) << at;
    }
  }
  proxy_.CutAfter(whole + 1);
  EXPECT_EQ(Rows(), 20);
}

TEST_F(MysqlCut, AStallIsAnErrorInTime) {
  ASSERT_EQ(Rows(), 20);
  const std::int64_t whole = proxy_.bytes();
  for (const std::int64_t at : {std::int64_t{0}, std::int64_t{100}, whole - 1}) {
    proxy_.CutAfter(at, Cut::kStall);
    const auto begin = std::chrono::steady_clock::now();
    const Failure failure = FailureOf([&] { Rows(", connect_timeout: 1000, read_timeout: 1000"); });
    EXPECT_EQ(failure.status, ETL_ENVIRONMENT_ERROR) << at;
    EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(6));
  }
}

}  // namespace
}  // namespace etl::mysql

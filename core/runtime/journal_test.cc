// SPDX-License-Identifier: Apache-2.0
#include "runtime/journal.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "etl/error.h"

namespace etl::runtime {
namespace {

class JournalTest : public testing::Test {
 protected:
  JournalTest() : path_(testing::TempDir() + "journal_test_" + std::to_string(::getpid())) {
    std::filesystem::remove(path_);
  }
  ~JournalTest() override { std::filesystem::remove(path_); }

  std::string Text() const {
    std::ostringstream out;
    out << std::ifstream(path_).rdbuf();
    return out.str();
  }
  void Write(const std::string& text) const { std::ofstream(path_) << text; }

  std::filesystem::path path_;
};

TEST_F(JournalTest, ReadsBackWhatWasWritten) {
  EXPECT_EQ(Journal::Read(path_), std::nullopt);
  Journal journal(path_, "run-1");
  const std::string token("temp\0\n\xff", 7);
  journal.Claim("a", "file", token);
  journal.Claim("b", "file", "other");
  journal.Prepared("a", "file", token);
  auto content = Journal::Read(path_);
  ASSERT_TRUE(content);
  EXPECT_EQ(content->run_id, "run-1");
  EXPECT_FALSE(content->decided);
  EXPECT_EQ(content->decided_by, "");
  ASSERT_EQ(content->sinks.size(), 2u);
  EXPECT_EQ(content->sinks[0].claims, std::vector<std::string>{token});
  EXPECT_EQ(content->sinks[0].token, token);
  EXPECT_EQ(content->sinks[1].token, std::nullopt);
  journal.DecideBy("a");
  content = Journal::Read(path_);
  EXPECT_FALSE(content->decided);
  EXPECT_EQ(content->decided_by, "a");
  journal.Decide();
  journal.Settled("a");
  content = Journal::Read(path_);
  EXPECT_TRUE(content->decided);
  EXPECT_TRUE(content->sinks[0].settled);
  EXPECT_FALSE(content->sinks[1].settled);
  journal.Remove();
  EXPECT_EQ(Journal::Read(path_), std::nullopt);
}

TEST_F(JournalTest, ARecordCutShortWasNotWritten) {
  Journal journal(path_, "run-1");
  journal.Claim("a", "file", "token");
  const std::string before = Text();
  journal.Decide();
  const std::string after = Text();
  for (std::size_t size = before.size(); size < after.size(); ++size) {
    Write(after.substr(0, size));
    EXPECT_FALSE(Journal::Read(path_)->decided) << size;
  }
}

TEST_F(JournalTest, EveryFlippedBitIsNoticed) {
  Journal journal(path_, "run-1");
  journal.Claim("a", "file", "token");
  journal.Decide();
  const std::string text = Text();
  for (std::size_t i = 0; i < text.size(); ++i) {
    std::string damaged = text;
    damaged[i] = static_cast<char>(damaged[i] ^ 1);
    Write(damaged);
    if (i + 1 == text.size()) {
      EXPECT_FALSE(Journal::Read(path_)->decided);  // the end of the last line is gone
      continue;
    }
    EXPECT_THROW(Journal::Read(path_), Error) << i;
  }
}

}  // namespace
}  // namespace etl::runtime

// SPDX-License-Identifier: Apache-2.0
#include "plugins/shared/file_input/file_reader.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <random>
#include <thread>

#include "etl/testing/harness.h"
#include "plugins/shared/atomic_file/scratch_directory.h"
#include "plugins/shared/compression/pack.h"

namespace etl::file_input {
namespace {

using compression::Gzipped;
using compression::Zstandard;
using ::testing::HasSubstr;

std::string Noise(std::size_t size) {
  std::mt19937 random(7);
  std::string text(size, '\0');
  for (char& c : text) c = static_cast<char>("abcdefgh,\n"[random() % 10]);
  return text;
}

class FileReaderTest : public ::testing::Test {
 protected:
  InputFile Find(const std::string& name, const std::string& codec = "auto") {
    return FindFiles({{(scratch_ / name).string()}, {}}, codec).at(0);
  }
  InputFile Put(const std::string& name, const std::string& bytes,
                const std::string& codec = "auto") {
    scratch_.Put(name, bytes);
    return Find(name, codec);
  }
  static std::string All(FileReader& reader, std::size_t block = 1000) {
    std::string all, buffer(block, '\0');
    while (const std::size_t count = reader.Read(buffer.data(), block))
      all.append(buffer, 0, count);
    return all;
  }
  std::string All(const InputFile& file, std::size_t block = 1000) {
    FileReader reader(context_, file);
    return All(reader, block);
  }
  template <typename ErrorType>
  std::string MessageOf(const InputFile& file) {
    try {
      All(file);
    } catch (const ErrorType& error) {
      return error.what();
    }
    return "no failure";
  }

  atomic_file::ScratchDirectory scratch_;
  etl::testing::Host host_;
  Context context_{host_.get()};
};

TEST_F(FileReaderTest, ReadsWholeFilesAndCountsThem) {
  const std::string text = Noise(700'000);
  EXPECT_EQ(All(Put("a", text)), text);
  EXPECT_EQ(All(Put("b", Gzipped(text)), 77), text);
  EXPECT_EQ(All(Put("c", Zstandard(text)), 200'000), text);
  EXPECT_EQ(All(Put("d", "")), "");
  EXPECT_EQ(host_.metrics["files"], 4);
  EXPECT_EQ(host_.metrics["bytes"],
            static_cast<std::int64_t>(text.size() + Gzipped(text).size() + Zstandard(text).size()));
}

TEST_F(FileReaderTest, ReadsRangesInAnyOrder) {
  const InputFile file = Put("a", "0123456789");
  FileReader reader(context_, file, Metered::kNo);
  reader.Seek(4, 7);
  EXPECT_EQ(All(reader, 2), "456");
  EXPECT_EQ(reader.offset(), 7);
  reader.Seek(8);
  EXPECT_EQ(All(reader), "89");
  reader.Seek(0, 3);
  EXPECT_EQ(All(reader), "012");
  EXPECT_TRUE(host_.metrics.empty());
}

TEST_F(FileReaderTest, ReadsSeveralMembersAndFrames) {
  const std::string text = Noise(100'000);
  EXPECT_EQ(All(Put("a", Gzipped(text) + Gzipped("") + Gzipped("x"))), text + "x");
  EXPECT_EQ(All(Put("b", Zstandard(text) + Zstandard("") + Zstandard("x"))), text + "x");
  // A skippable frame of three bytes, which tools use for what is not data.
  const std::string skipped("\x52\x2a\x4d\x18\x03\0\0\0abc", 11);
  EXPECT_EQ(All(Put("c", skipped + Zstandard(text))), text);
}

TEST_F(FileReaderTest, TruncatedOrDamagedDataIsAnErrorWithPathAndPlace) {
  const std::string text = Noise(10'000);
  for (const std::string& whole : {Gzipped(text), Zstandard(text)}) {
    for (std::size_t size : {whole.size() - 1, whole.size() / 2, std::size_t{6}}) {
      const std::string message = MessageOf<DataError>(Put("a.bin", whole.substr(0, size)));
      EXPECT_THAT(message, HasSubstr("a.bin is damaged near byte"));
      EXPECT_THAT(message, HasSubstr("it ends too early"));
    }
    std::string broken = whole;
    broken[broken.size() / 2] ^= 0x40;
    EXPECT_THAT(MessageOf<DataError>(Put("a.bin", broken)), HasSubstr("damaged"));
    EXPECT_THAT(MessageOf<DataError>(Put("a.bin", whole + "tail tail")),
                HasSubstr("something else behind the end"));
    EXPECT_THAT(MessageOf<DataError>(Put("a.bin", whole + "\x1f")), HasSubstr("damaged"));
  }
  EXPECT_THAT(MessageOf<DataError>(Put("a.bin", "", "gzip")), HasSubstr("ends too early"));
  EXPECT_THAT(MessageOf<DataError>(Put("a.bin", "text", "zstd")), HasSubstr("damaged"));
}

TEST_F(FileReaderTest, AFileThatChangesIsAnError) {
  const InputFile file = Put("a", Noise(5000));
  FileReader reader(context_, file);
  char block[1000];
  EXPECT_EQ(reader.Read(block, sizeof block), sizeof block);
  scratch_.Put("a", Noise(4000));
  try {
    All(reader);
    FAIL() << "not noticed";
  } catch (const EnvironmentError& error) {
    EXPECT_THAT(error.what(), HasSubstr("has changed since the run began: 5000 bytes then, 4000"));
  }
  EXPECT_THROW(FileReader(context_, file), EnvironmentError);
}

TEST_F(FileReaderTest, AFileThatIsReplacedByOneOfItsSizeIsAnError) {
  const InputFile file = Put("a", Noise(5000));
  std::filesystem::remove(file.path);
  Put("a", Noise(5000));
  EXPECT_THAT(MessageOf<EnvironmentError>(file),
              HasSubstr("has changed since the run began: it was written to or replaced"));
}

TEST_F(FileReaderTest, AFileThatIsReplacedIsAnErrorWhatItsSize) {
  const InputFile file = Put("a", "12345");
  scratch_.Put("b", "54321");
  std::filesystem::rename(scratch_ / "b", scratch_ / "a");
  EXPECT_THROW(FileReader(context_, file), EnvironmentError);
  std::filesystem::remove(scratch_ / "a");
  EXPECT_THROW(FileReader(context_, file), EnvironmentError);
}

TEST_F(FileReaderTest, ReadsAFifoAndFindsItsCodec) {
  mkfifo((scratch_ / "pipe").c_str(), 0600);
  const std::string text = Noise(300'000);
  for (const std::string& bytes : {text, Gzipped(text)}) {
    std::thread writer([&] {
      const int fd = open((scratch_ / "pipe").c_str(), O_WRONLY);
      for (std::size_t at = 0; at < bytes.size();) {
        // The first write is shorter than what tells the codec.
        const ssize_t count = write(fd, bytes.data() + at, at == 0 ? 1 : bytes.size() - at);
        if (count > 0) at += static_cast<std::size_t>(count);
      }
      close(fd);
    });
    EXPECT_EQ(All(Find("pipe")), text);
    writer.join();
  }
}

TEST_F(FileReaderTest, AStoppingRunIsNotHeldUp) {
  mkfifo((scratch_ / "pipe").c_str(), 0600);
  const InputFile pipe = Find("pipe"), file = Put("a", "text");
  FileReader waits(context_, pipe), reads(context_, file);
  char block[10];
  std::thread stop([&] {
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
    host_.cancelled = true;
  });
  EXPECT_THROW(waits.Read(block, sizeof block), Cancelled);
  stop.join();
  EXPECT_THROW(reads.Read(block, sizeof block), Cancelled);
}

}  // namespace
}  // namespace etl::file_input

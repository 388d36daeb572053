// SPDX-License-Identifier: Apache-2.0
// Files that are no plugin, and plugins that others could have written: each gets a sentence.
#include <elf.h>
#include <sys/stat.h>
#include <unistd.h>

#include "etl/format.h"
#include "tests/abi/fixture.h"

namespace etl::plugin::testing {
namespace {

using ::testing::HasSubstr;

class BadFileTest : public ::testing::Test {
 protected:
  // A file libetl_x.so of these bytes, and what loading it says.
  std::string Load(const std::string& bytes) {
    std::ofstream(file_, std::ios::binary | std::ios::trunc) << bytes;
    return LoadFrom(directory_.path(), "x");
  }
  static std::string BytesOf(std::string_view plugin) {
    std::ifstream file(kBuilt / Format("libetl_{}.so", plugin), std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
  }
  template <typename T>
  static std::string Patched(std::string bytes, std::size_t at, T value) {
    std::memcpy(bytes.data() + at, &value, sizeof value);
    return bytes;
  }

  TemporaryDirectory directory_;
  const fs::path file_ = directory_.path() / "libetl_x.so";
};

TEST_F(BadFileTest, WhatIsNoLibrary) {
  EXPECT_EQ(Load(""), Format("plugin {} is empty", file_));
  EXPECT_EQ(Load("#!/bin/sh\n"), Format("plugin {} is not an ELF shared library", file_));
  EXPECT_THAT(Load("\x7f"
                   "EL"),
              HasSubstr("is not an ELF"));
  EXPECT_THAT(Load("\x7f"
                   "ELF"),
              HasSubstr("is cut short"));
  fs::remove(file_);
  fs::create_directory(file_);
  EXPECT_EQ(LoadFrom(directory_.path(), "x"), Format("plugin {} is a directory", file_));
  fs::remove(file_);
  ASSERT_EQ(::mkfifo(file_.c_str(), 0600), 0);
  EXPECT_EQ(LoadFrom(directory_.path(), "x"), Format("plugin {} is no regular file", file_));
  fs::remove(file_);
  fs::create_symlink("gone", file_);
  EXPECT_THAT(LoadFrom(directory_.path(), "x"), HasSubstr("cannot be examined: No such file"));
}

TEST_F(BadFileTest, OtherMachinesAndKinds) {
  const std::string good = BytesOf("plain");
  EXPECT_THAT(Load(Patched(good, offsetof(Elf64_Ehdr, e_machine), std::uint16_t{EM_SPARC})),
              HasSubstr("is built for another machine (ELF machine 2, here "));
  EXPECT_THAT(Load(Patched(good, EI_CLASS, char{ELFCLASS32})), HasSubstr("another machine"));
  EXPECT_THAT(Load(Patched(good, EI_DATA, char{ELFDATA2MSB})), HasSubstr("another machine"));
  EXPECT_THAT(Load(Patched(good, offsetof(Elf64_Ehdr, e_type), std::uint16_t{ET_REL})),
              HasSubstr("not a shared library (ELF type 1)"));
}

TEST_F(BadFileTest, HeadersThatPointNowhere) {
  const std::string good = BytesOf("plain");
  const auto damaged = [&](std::size_t at, auto value) { return Load(Patched(good, at, value)); };
  const std::uint64_t far = ~0ULL;
  EXPECT_THAT(damaged(offsetof(Elf64_Ehdr, e_phoff), far), HasSubstr("its program headers"));
  EXPECT_THAT(damaged(offsetof(Elf64_Ehdr, e_shoff), far), HasSubstr("its section headers"));
  EXPECT_THAT(damaged(offsetof(Elf64_Ehdr, e_phentsize), std::uint16_t{1}), HasSubstr("damaged"));
  EXPECT_THAT(damaged(offsetof(Elf64_Ehdr, e_phnum), std::uint16_t{0}), HasSubstr("damaged"));
  EXPECT_THAT(damaged(offsetof(Elf64_Ehdr, e_phnum), std::uint16_t{0xfff0}), HasSubstr("short"));
  EXPECT_THAT(damaged(sizeof(Elf64_Ehdr) + offsetof(Elf64_Phdr, p_filesz), far),
              HasSubstr("segment 0"));
  EXPECT_THAT(damaged(sizeof(Elf64_Ehdr) + offsetof(Elf64_Phdr, p_offset), far),
              HasSubstr("segment 0"));
}

// A library that is shorter than its headers say kills the process inside dlopen.
TEST_F(BadFileTest, EveryTruncationIsRefused) {
  const std::string good = BytesOf("plain");
  ASSERT_GT(good.size(), 1000u);
  std::size_t tried = 0;
  for (std::size_t size = 0; size < good.size(); ++tried) {
    const std::string said = Load(good.substr(0, size));
    ASSERT_THAT(said, HasSubstr(file_.string())) << size;
    ASSERT_THAT(said, ::testing::AnyOf(HasSubstr("is empty"), HasSubstr("not an ELF"),
                                       HasSubstr("is cut short or damaged")))
        << size;
    // Every length near the ends, and some two hundred between them.
    size += size < 600 || size + 70 > good.size() ? 1 : good.size() / 211;
  }
  EXPECT_GT(tried, 700u);
}

TEST_F(BadFileTest, ARenamedPluginSaysSo) {
  EXPECT_EQ(Load(BytesOf("plain")),
            Format("plugin {} says that its name is `plain`: was the file renamed?", file_));
}

TEST_F(BadFileTest, NotFoundNamesTheDirectoriesAndTheNearest) {
  fs::copy(kBuilt / "libetl_plain.so", directory_.path());
  const std::string where = directory_.path().string();
  EXPECT_EQ(
      LoadFrom(directory_.path(), "plan"),
      "there is no plugin `plan`: no libetl_plan.so in " + where + " | did you mean `plain`?");
  EXPECT_THAT(LoadFrom(directory_.path(), "kafka"), HasSubstr(" | available: `plain`"));
  EXPECT_THAT(LoadFrom(directory_.path() / "missing", "plain"), HasSubstr("--plugin-dir"));
}

TEST_F(BadFileTest, NamesThatAreNoNames) {
  for (const char* name : {"", "../plain", "a/b", "a.b", "plain\n", "ä"})
    try {
      LoadFrom(kBuilt, name);
      ADD_FAILURE() << name;
    } catch (const ConfigError& error) {
      EXPECT_THAT(error.what(), HasSubstr("not the name of a plugin: "));
    }
}

TEST_F(BadFileTest, WhatOthersCanWriteIsNotLoaded) {
  const auto load = [&] { return LoadFrom(directory_.path(), "plain"); };
  const fs::path file = directory_.path() / "libetl_plain.so";
  fs::copy(kBuilt / "libetl_plain.so", file);
  ASSERT_EQ(::chmod(file.c_str(), 0757), 0);
  EXPECT_THAT(load(), HasSubstr("is not loaded: " + file.string() + " is writable by everybody"));
  ASSERT_EQ(::chmod(file.c_str(), 0755), 0);
  ASSERT_EQ(::chmod(directory_.path().c_str(), 01777), 0);  // the sticky bit does not help here
  EXPECT_THAT(load(), HasSubstr(directory_.path().string() + " is writable by everybody"));
  ASSERT_EQ(::chmod(directory_.path().c_str(), 0775), 0);  // its group is the user's own
  EXPECT_EQ(load(), "loaded");
}

TEST_F(BadFileTest, TheDirectoriesAboveCountToo) {
  const fs::path inner = directory_.path() / "lib" / "etl";
  fs::create_directories(inner);
  fs::copy(kBuilt / "libetl_plain.so", inner);
  ASSERT_EQ(::chmod((directory_.path() / "lib").c_str(), 0777), 0);
  EXPECT_THAT(LoadFrom(inner, "plain"), HasSubstr("lib is writable by everybody"));
  ASSERT_EQ(::chmod((directory_.path() / "lib").c_str(), 01777), 0);  // like /tmp
  EXPECT_EQ(LoadFrom(inner, "plain"), "loaded");
}

TEST_F(BadFileTest, ALinkIsJudgedByItsTargetAndItsDirectory) {
  const fs::path open = directory_.path() / "open", closed = directory_.path() / "closed";
  fs::create_directories(open);
  fs::create_directories(closed);
  fs::copy(kBuilt / "libetl_plain.so", open);
  fs::create_symlink(open / "libetl_plain.so", closed / "libetl_plain.so");
  EXPECT_EQ(LoadFrom(closed, "plain"), "loaded");
  ASSERT_EQ(::chmod(open.c_str(), 0777), 0);
  EXPECT_THAT(LoadFrom(closed, "plain"), HasSubstr("open is writable by everybody"));
  ASSERT_EQ(::chmod(open.c_str(), 0755), 0);
  ASSERT_EQ(::chmod(closed.c_str(), 0777), 0);
  EXPECT_THAT(LoadFrom(closed, "plain"), HasSubstr("closed is writable by everybody"));
}

TEST_F(BadFileTest, WhatBelongsToOthersIsNotLoaded) {
  if (::geteuid() != 0) GTEST_SKIP() << "needs root to give a file away";
  const fs::path file = directory_.path() / "libetl_plain.so";
  fs::copy(kBuilt / "libetl_plain.so", file);
  ASSERT_EQ(::chown(file.c_str(), 12345, 0), 0);
  EXPECT_THAT(LoadFrom(directory_.path(), "plain"), HasSubstr("belongs to user 12345"));
  ASSERT_EQ(::chown(file.c_str(), 0, 12345), 0);
  ASSERT_EQ(::chmod(file.c_str(), 0775), 0);
  EXPECT_THAT(LoadFrom(directory_.path(), "plain"), HasSubstr("writable by the group 12345"));
}

}  // namespace
}  // namespace etl::plugin::testing

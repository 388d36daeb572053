// SPDX-License-Identifier: Apache-2.0
#include "plugin/elf_check.h"

#include <elf.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <bit>
#include <cerrno>
#include <cstdint>
#include <cstring>

#include "etl/format.h"

namespace etl::plugin {
namespace {

#if defined(__x86_64__)
constexpr std::uint16_t kMachine = EM_X86_64;
#elif defined(__aarch64__)
constexpr std::uint16_t kMachine = EM_AARCH64;
#elif defined(__riscv)
constexpr std::uint16_t kMachine = EM_RISCV;
#elif defined(__powerpc64__)
constexpr std::uint16_t kMachine = EM_PPC64;
#elif defined(__s390x__)
constexpr std::uint16_t kMachine = EM_S390;
#else
#error "name this machine's e_machine"
#endif
constexpr unsigned char kByteOrder =
    std::endian::native == std::endian::little ? ELFDATA2LSB : ELFDATA2MSB;

using Verdict = std::optional<std::string>;

class File {
 public:
  // O_NONBLOCK: opening a FIFO would wait for a writer.
  explicit File(const std::filesystem::path& path)
      : fd_(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK)) {}
  File(const File&) = delete;
  ~File() {
    if (fd_ >= 0) ::close(fd_);
  }

  Verdict WhyNotReadable() {
    struct stat status {};
    if (fd_ < 0 || ::fstat(fd_, &status) != 0)
      return Format("cannot be read: {}", std::strerror(errno));
    if (S_ISDIR(status.st_mode)) return "is a directory";
    if (!S_ISREG(status.st_mode)) return "is no regular file";
    if (status.st_size == 0) return "is empty";
    size_ = static_cast<std::uint64_t>(status.st_size);
    return std::nullopt;
  }

  std::uint64_t size() const { return size_; }
  bool Holds(std::uint64_t offset, std::uint64_t bytes) const {
    return offset <= size_ && bytes <= size_ - offset;
  }
  template <typename T>
  bool Read(std::uint64_t offset, T& out) const {
    if (!Holds(offset, sizeof out)) return false;
    return ::pread(fd_, &out, sizeof out, static_cast<off_t>(offset)) == ssize_t{sizeof out};
  }

 private:
  int fd_;
  std::uint64_t size_ = 0;
};

Verdict CutShort(const File& file, std::string_view what) {
  return Format("is cut short or damaged: {} would lie past its end, at {} bytes", what,
                file.size());
}

Verdict CheckHeader(const File& file, Elf64_Ehdr& header) {
  char magic[SELFMAG] = {};
  if (!file.Read(0, magic) || std::memcmp(magic, ELFMAG, SELFMAG) != 0)
    return "is not an ELF shared library";
  if (!file.Read(0, header)) return CutShort(file, "its ELF header");
  if (header.e_ident[EI_CLASS] != ELFCLASS64 || header.e_ident[EI_DATA] != kByteOrder ||
      header.e_machine != kMachine)
    return Format("is built for another machine (ELF machine {}, here {})", header.e_machine,
                  kMachine);
  if (header.e_type != ET_DYN)
    return Format("is an ELF file, but not a shared library (ELF type {})", header.e_type);
  return std::nullopt;
}

Verdict CheckSegments(const File& file, const Elf64_Ehdr& header) {
  if (header.e_phentsize != sizeof(Elf64_Phdr) || header.e_phnum == 0)
    return "is damaged: it has no program headers";
  bool loaded = false, dynamic = false;
  for (std::uint16_t i = 0; i < header.e_phnum; ++i) {
    Elf64_Phdr segment;
    if (header.e_phoff > file.size() ||
        !file.Read(header.e_phoff + std::uint64_t{i} * sizeof segment, segment))
      return CutShort(file, "its program headers");
    if (segment.p_type != PT_NULL && !file.Holds(segment.p_offset, segment.p_filesz))
      return CutShort(file, Format("segment {}", i));
    if (segment.p_type == PT_LOAD && segment.p_filesz > segment.p_memsz)
      return Format("is damaged: segment {} is larger in the file than in memory", i);
    loaded |= segment.p_type == PT_LOAD;
    dynamic |= segment.p_type == PT_DYNAMIC;
  }
  if (!loaded || !dynamic) return "is an ELF file, but nothing that can be loaded";
  return std::nullopt;
}

// The loader does not need the sections, but they stand at the end of the file: a copy that was
// cut a little short would otherwise pass.
Verdict CheckSections(const File& file, const Elf64_Ehdr& header) {
  if (header.e_shoff == 0) return std::nullopt;
  if (header.e_shentsize != sizeof(Elf64_Shdr)) return "is damaged: its section headers are";
  for (std::uint16_t i = 0; i < header.e_shnum; ++i) {
    Elf64_Shdr section;
    if (header.e_shoff > file.size() ||
        !file.Read(header.e_shoff + std::uint64_t{i} * sizeof section, section))
      return CutShort(file, "its section headers");
    if (section.sh_type != SHT_NOBITS && section.sh_type != SHT_NULL &&
        !file.Holds(section.sh_offset, section.sh_size))
      return CutShort(file, Format("section {}", i));
  }
  return std::nullopt;
}

}  // namespace

std::optional<std::string> WhyNotLibrary(const std::filesystem::path& path) {
  File file(path);
  if (Verdict verdict = file.WhyNotReadable()) return verdict;
  Elf64_Ehdr header{};
  if (Verdict verdict = CheckHeader(file, header)) return verdict;
  if (Verdict verdict = CheckSegments(file, header)) return verdict;
  return CheckSections(file, header);
}

}  // namespace etl::plugin

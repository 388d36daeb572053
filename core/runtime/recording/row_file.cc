// SPDX-License-Identifier: Apache-2.0
#include "runtime/recording/row_file.h"

#include <fcntl.h>
#include <unistd.h>
#include <xxhash.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <system_error>
#include <utility>
#include <vector>

#include "etl/error.h"

namespace etl::runtime {

namespace {

std::string Reason(int error) { return std::generic_category().message(error); }

EnvironmentError Altered(const std::filesystem::path& file, const std::string& how) {
  return EnvironmentError("{} is not what was recorded: {}", file.string(), how)
      .Hint("record again; to test with other rows, give them in a test");
}

}  // namespace

RowSum::RowSum(Schema schema) : text_(std::move(schema)), state_(XXH64_createState()) {
  XXH64_reset(state_, 0);
}

RowSum::~RowSum() { XXH64_freeState(state_); }

RowSum::RowSum(RowSum&& other) noexcept
    : text_(std::move(other.text_)),
      lines_(std::move(other.lines_)),
      rows_(other.rows_),
      state_(std::exchange(other.state_, nullptr)) {}

const std::string& RowSum::Add(const RecordBatch& batch) {
  lines_.clear();
  for (std::int64_t row = 0; row < batch.num_rows(); ++row) text_.Append(batch, row, lines_);
  XXH64_update(state_, lines_.data(), lines_.size());
  rows_ += batch.num_rows();
  return lines_;
}

std::uint64_t RowSum::xxh64() const { return XXH64_digest(state_); }

RowFileWriter::RowFileWriter(std::filesystem::path file, Schema schema)
    : file_(std::move(file)), sum_(std::move(schema)) {
  descriptor_ = ::open(file_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (descriptor_ < 0) Fail(errno);
}

RowFileWriter::~RowFileWriter() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

RowFileWriter::RowFileWriter(RowFileWriter&& other) noexcept
    : file_(std::move(other.file_)),
      sum_(std::move(other.sum_)),
      descriptor_(std::exchange(other.descriptor_, -1)),
      bytes_(other.bytes_) {}

void RowFileWriter::Fail(int error) const {
  throw EnvironmentError("cannot write the recording {}: {}", file_.string(), Reason(error))
      .Hint("free some space there, or record somewhere else");
}

void RowFileWriter::Add(const RecordBatch& batch) {
  std::string_view text = sum_.Add(batch);
  bytes_ += static_cast<std::int64_t>(text.size());
  while (!text.empty()) {
    const ssize_t written = ::write(descriptor_, text.data(), text.size());
    if (written > 0)
      text.remove_prefix(static_cast<std::size_t>(written));
    else if (written == 0 || errno != EINTR)
      Fail(written == 0 ? ENOSPC : errno);
  }
}

RecordedFile RowFileWriter::Finish() {
  if (::fsync(descriptor_) != 0) Fail(errno);
  if (::close(std::exchange(descriptor_, -1)) != 0) Fail(errno);
  return {file_.filename().string(), sum_.rows(), bytes_, sum_.xxh64()};
}

RowFileReader::RowFileReader(std::filesystem::path file, Schema schema, BatchLimits limits)
    : file_(std::move(file)), text_(schema), builder_(std::move(schema), limits) {
  stream_ = std::fopen(file_.c_str(), "re");
  if (!stream_)
    throw EnvironmentError("cannot read the recording {}: {}", file_.string(), Reason(errno));
}

RowFileReader::~RowFileReader() {
  if (stream_) std::fclose(stream_);
  std::free(line_);
}

std::optional<RecordBatch> RowFileReader::Next() {
  while (!builder_.full()) {
    const ssize_t size = ::getline(&line_, &capacity_, stream_);
    if (size < 0) {
      if (std::ferror(stream_))
        throw EnvironmentError("cannot read the recording {}: {}", file_.string(), Reason(errno));
      break;
    }
    ++row_;
    std::string_view line(line_, static_cast<std::size_t>(size));
    if (!line.ends_with('\n') || !text_.Parse(line.substr(0, line.size() - 1), builder_))
      throw Altered(file_, Format("line {} is no row of these columns", row_));
  }
  if (builder_.num_rows() == 0) return std::nullopt;
  return builder_.Finish();
}

void CheckFile(const std::filesystem::path& folder, const RecordedFile& file) {
  const std::filesystem::path path = folder / file.name;
  std::FILE* stream = std::fopen(path.c_str(), "re");
  if (!stream)
    throw EnvironmentError("the recording {} is not complete: {}: {}", folder.string(), file.name,
                           Reason(errno))
        .Hint("record again");
  std::vector<char> buffer(1 << 20);
  std::int64_t bytes = 0;
  XXH64_state_t* state = XXH64_createState();
  XXH64_reset(state, 0);
  while (const std::size_t got = std::fread(buffer.data(), 1, buffer.size(), stream)) {
    bytes += static_cast<std::int64_t>(got);
    XXH64_update(state, buffer.data(), got);
  }
  const std::uint64_t sum = XXH64_digest(state);
  XXH64_freeState(state);
  std::fclose(stream);
  if (bytes != file.bytes)
    throw Altered(path, Format("it had {} bytes and has {}", file.bytes, bytes));
  if (sum != file.xxh64) throw Altered(path, "its checksum is another");
}

}  // namespace etl::runtime

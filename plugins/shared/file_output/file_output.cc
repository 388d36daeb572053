// SPDX-License-Identifier: Apache-2.0
#include "plugins/shared/file_output/file_output.h"

namespace etl::file_output {

compression::Codec CodecFor(std::string_view option, const std::filesystem::path& path) {
  if (option == "gzip") return compression::Codec::kGzip;
  if (option == "zstd") return compression::Codec::kZstd;
  return option == "none" ? compression::Codec::kNone : compression::CodecOfName(path.string());
}

void FileOutput::Open(Context& context, const std::filesystem::path& path,
                      compression::Codec codec) {
  if (codec != compression::Codec::kNone) compressor_ = compression::MakeCompressor(codec);
  if (path != "-") return file_.Open(context, path);
  standard_output_ = std::make_unique<StandardOutput>();
  standard_output_->Open();
}

void FileOutput::Write(std::string_view bytes) {
  if (!compressor_) return WriteThrough(bytes);
  compressor_->Compress(bytes, packed_);
  WriteThrough(packed_);
  packed_.clear();
}

void FileOutput::WriteThrough(std::string_view bytes) {
  bytes_ += static_cast<std::int64_t>(bytes.size());
  if (standard_output_)
    standard_output_->Write(bytes);
  else
    file_.Write(bytes);
}

std::string FileOutput::Prepare() {
  if (compressor_) {
    compressor_->Finish(packed_);
    WriteThrough(packed_);
  }
  return standard_output_ ? standard_output_->Prepare() : file_.Prepare();
}

void FileOutput::Settle(Context& context, std::string_view token, Decision decision) {
  if (StandardOutput::IsToken(token)) return StandardOutput::Settle(context, token, decision);
  atomic_file::AtomicFile::Settle(token, decision);
}

}  // namespace etl::file_output

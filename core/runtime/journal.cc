// SPDX-License-Identifier: Apache-2.0
#include "runtime/journal.h"

#include <fcntl.h>
#include <unistd.h>
#define XXH_INLINE_ALL
#include <xxhash.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "etl/error.h"

namespace etl::runtime {

namespace {

using nlohmann::json;

std::string Checksum(std::string_view text) {
  char out[24];
  std::snprintf(out, sizeof out, "%016llx",
                static_cast<unsigned long long>(XXH3_64bits(text.data(), text.size())));
  return out;
}

// Tokens may hold any bytes; JSON holds text only.
std::string ToHex(std::string_view bytes) {
  std::string out;
  for (const char c : bytes) {
    out += "0123456789abcdef"[static_cast<unsigned char>(c) >> 4];
    out += "0123456789abcdef"[static_cast<unsigned char>(c) & 15];
  }
  return out;
}

std::string FromHex(const std::string& hex) {
  std::string out;
  for (std::size_t i = 0; i + 1 < hex.size(); i += 2)
    out += static_cast<char>(std::stoi(hex.substr(i, 2), nullptr, 16));
  return out;
}

std::string Failed(const std::filesystem::path& path, const char* doing) {
  return Format("cannot {} the journal {}: {}", doing, path, std::strerror(errno));
}

JournalContent::Sink& SinkOf(JournalContent& content, const json& record) {
  const std::string step = record.at("step");
  for (JournalContent::Sink& sink : content.sinks)
    if (sink.step == step) return sink;
  content.sinks.push_back({step, record.value("component", ""), {}, {}, false});
  return content.sinks.back();
}

void Apply(JournalContent& content, const json& record) {
  const std::string kind = record.at("record");
  if (kind == "begin")
    content.run_id = record.at("run_id");
  else if (kind == "claim")
    SinkOf(content, record).claims.push_back(FromHex(record.at("token")));
  else if (kind == "prepared")
    SinkOf(content, record).token = FromHex(record.at("token"));
  else if (kind == "decision")
    content.decided = true;
  else if (kind == "decision_by")
    content.decided_by = record.at("step");
  else if (kind == "state")
    content.state = true;
  else if (kind == "settled")
    SinkOf(content, record).settled = true;
  else
    throw std::runtime_error("unknown record");
}

}  // namespace

Journal::Journal(std::filesystem::path path, std::string_view run_id) : path_(std::move(path)) {
  descriptor_ = ::open(path_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_APPEND | O_CLOEXEC, 0600);
  if (descriptor_ < 0) throw EnvironmentError("{}", Failed(path_, "create"));
  Append(json{{"record", "begin"}, {"version", 1}, {"run_id", run_id}}.dump(), false);
}

Journal::~Journal() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

void Journal::Append(const std::string& record, bool sync) {
  const std::string line = record + " " + Checksum(record) + "\n";
  // One write: a record is there or it is not, as long as the kernel lives.
  ssize_t written;
  do written = ::write(descriptor_, line.data(), line.size());
  while (written < 0 && errno == EINTR);
  if (written != static_cast<ssize_t>(line.size()))
    throw EnvironmentError("{}", Failed(path_, "write"));
  if (sync && ::fdatasync(descriptor_) != 0) throw EnvironmentError("{}", Failed(path_, "sync"));
}

void Journal::Claim(std::string_view step, std::string_view component, std::string_view token) {
  Append(
      json{{"record", "claim"}, {"step", step}, {"component", component}, {"token", ToHex(token)}}
          .dump(),
      false);
}

void Journal::Prepared(std::string_view step, std::string_view component, std::string_view token) {
  Append(
      json{
          {"record", "prepared"}, {"step", step}, {"component", component}, {"token", ToHex(token)}}
          .dump(),
      false);
}

void Journal::State() { Append(json{{"record", "state"}}.dump(), false); }

void Journal::SyncDirectory() {
  const int directory = ::open(path_.parent_path().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  const bool synced = directory >= 0 && ::fsync(directory) == 0;
  if (directory >= 0) ::close(directory);
  if (!synced) throw EnvironmentError("{}", Failed(path_, "sync the directory of"));
}

void Journal::Decide(bool sync) {
  AppendDecision(json{{"record", "decision"}, {"commit", true}}.dump(), sync);
}

// A power cut must not lose that there is somebody to ask.
void Journal::DecideBy(std::string_view step) {
  AppendDecision(json{{"record", "decision_by"}, {"step", step}}.dump(), true);
}

void Journal::AppendDecision(const std::string& record, bool sync) {
  if (sync) SyncDirectory();  // the file's own name must survive a power cut, too
  const off_t end = ::lseek(descriptor_, 0, SEEK_END);
  try {
    Append(record, sync);
  } catch (const Error&) {
    // The record must not be found by whoever reads this next: the run is going to be undone.
    if (::ftruncate(descriptor_, end) == 0) throw;
    throw Error(ETL_UNKNOWN_OUTCOME, Failed(path_, "take back the decision in"));
  }
}

void Journal::Settled(std::string_view step) {
  Append(json{{"record", "settled"}, {"step", step}}.dump(), false);
}

void Journal::Remove() { ::unlink(path_.c_str()); }

std::optional<JournalContent> Journal::Read(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file && !std::filesystem::exists(path)) return std::nullopt;
  std::ostringstream all;
  if (file.peek() != std::ifstream::traits_type::eof()) all << file.rdbuf();
  if (file.bad() || (!file.eof() && file.fail()))
    throw Error(ETL_UNKNOWN_OUTCOME, Failed(path, "read"));
  const std::string text = all.str();
  JournalContent content;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = text.find('\n', begin);
    if (end == std::string::npos) break;  // cut short: the process died in the middle of it
    const std::string_view line(text.data() + begin, end - begin);
    begin = end + 1;
    try {
      const std::size_t space = line.rfind(' ');
      const std::string_view record = line.substr(0, space);
      if (space == std::string_view::npos || line.substr(space + 1) != Checksum(record))
        throw std::runtime_error("checksum");
      Apply(content, json::parse(record));
    } catch (const std::exception&) {
      throw Error(
          ETL_UNKNOWN_OUTCOME,
          Format("the journal {} is damaged: whether the last run was published is not known",
                 path));
    }
  }
  return content;
}

}  // namespace etl::runtime

// SPDX-License-Identifier: Apache-2.0
#include "runtime/state_file.h"

#include <fcntl.h>
#include <unistd.h>
#define XXH_INLINE_ALL
#include <xxhash.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "etl/error.h"

namespace etl::runtime {

namespace {

using Json = nlohmann::ordered_json;

std::string Checksum(const Json& state) {
  const std::string text = state.dump();
  char out[24];
  std::snprintf(out, sizeof out, "%016llx",
                static_cast<unsigned long long>(XXH3_64bits(text.data(), text.size())));
  return out;
}

std::string ToText(const plan::CursorStates& cursors) {
  Json state{{"version", 1}, {"cursors", Json::object()}};
  for (const auto& [step, cursor] : cursors) {
    Json& kept = state["cursors"][step] = {
        {"column", cursor.column}, {"type", cursor.type}, {"value", cursor.value}};
    if (cursor.dataset) kept["dataset"] = *cursor.dataset;
  }
  const std::string checksum = Checksum(state);
  return Json{{"state", std::move(state)}, {"checksum", checksum}}.dump(2) + "\n";
}

plan::CursorStates FromText(const std::string& text) {
  const Json all = Json::parse(text);
  const Json& state = all.at("state");
  if (all.at("checksum") != Checksum(state)) throw std::runtime_error("checksum");
  if (state.at("version") != 1) throw std::runtime_error("version");
  plan::CursorStates cursors;
  for (const auto& [step, cursor] : state.at("cursors").items()) {
    cursors[step] = {cursor.at("column"), cursor.at("type"), cursor.at("value")};
    if (cursor.contains("dataset")) cursors[step].dataset = cursor.at("dataset");
  }
  return cursors;
}

EnvironmentError Failed(const char* doing, const std::filesystem::path& path) {
  return EnvironmentError("cannot {} the state {}: {}", doing, path, std::strerror(errno));
}

void SyncFolder(const std::filesystem::path& folder) {
  const int descriptor = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  const bool synced = descriptor >= 0 && ::fsync(descriptor) == 0;
  if (descriptor >= 0) ::close(descriptor);
  if (!synced) throw Failed("sync the folder of", folder);
}

}  // namespace

plan::CursorStates StateFile::Read() const {
  std::ifstream file(path(), std::ios::binary);
  if (!file && !std::filesystem::exists(path())) return {};
  std::ostringstream all;
  all << file.rdbuf();
  if (!file || all.fail()) throw Failed("read", path());
  try {
    return FromText(all.str());
  } catch (const std::exception&) {
    throw EnvironmentError("the state {} is not as it was written", path())
        .Hint(
            "put back a copy of it, or forget it with `etl state reset`: the next run then reads "
            "everything");
  }
}

std::filesystem::path StateFile::Prepared(std::string_view run_id) const {
  return folder_ / ("state." + std::string(run_id) + ".tmp");
}

void StateFile::Prepare(const plan::CursorStates& cursors, std::string_view run_id) const {
  const std::filesystem::path temporary = Prepared(run_id);
  const std::string text = ToText(cursors);
  const int file = ::open(temporary.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  bool ok =
      file >= 0 && ::write(file, text.data(), text.size()) == static_cast<ssize_t>(text.size());
  ok = ok && ::fsync(file) == 0;
  if (file >= 0) ok = ::close(file) == 0 && ok;
  if (!ok) throw Failed("write", temporary);
  SyncFolder(folder_);
}

// Once it is committed, what was prepared is gone.
void StateFile::Commit(std::string_view run_id) const {
  if (::rename(Prepared(run_id).c_str(), path().c_str()) != 0 &&
      (errno != ENOENT || !std::filesystem::exists(path())))
    throw Failed("replace", path());
  SyncFolder(folder_);
}

void StateFile::Abort(std::string_view run_id) const noexcept {
  ::unlink(Prepared(run_id).c_str());
}

void StateFile::Write(const plan::CursorStates& cursors) const {
  constexpr const char* kByHand = "by-hand";
  Prepare(cursors, kByHand);
  Commit(kByHand);
}

}  // namespace etl::runtime

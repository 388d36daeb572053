// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace etl::runtime {

// What a dead run left behind, as its journal tells.
struct JournalContent {
  struct Sink {
    std::string step, component;
    std::vector<std::string> claims;   // tokens of what it may have created
    std::optional<std::string> token;  // what it prepared
    bool settled = false;
  };
  std::string run_id;
  std::vector<Sink> sinks;  // in the order of their first record
  bool decided = false;     // the decision to commit is on disk
  std::string decided_by;   // the sink whose own commit is the decision; empty: the record is
  bool state = false;       // it prepared a new state of the pipeline
};

// The journal of one run: a text file with a checked record a line. What has to be undone or
// finished if the process dies is written here first. The decision is the moment of the commit: it
// is on the disk before anything is published. One thread at a time.
class Journal {
 public:
  // Creates the file. Throws EnvironmentError.
  Journal(std::filesystem::path path, std::string_view run_id);
  ~Journal();
  Journal(const Journal&) = delete;

  void Claim(std::string_view step, std::string_view component, std::string_view token);
  void Prepared(std::string_view step, std::string_view component, std::string_view token);
  // A new state of the pipeline is about to be written, beside the old one.
  void State();
  // Synced: it survives a power cut. Else it survives the process alone.
  void Decide(bool sync = true);
  // The decision is whether this sink's transaction was committed. Synced.
  void DecideBy(std::string_view step);
  void Settled(std::string_view step);
  // All is settled or undone: the file goes.
  void Remove();

  // What the file says; nullopt if there is none. A last line that was cut short is as if it had
  // not been written. Throws Error with ETL_UNKNOWN_OUTCOME for anything else that is not as it was
  // written.
  static std::optional<JournalContent> Read(const std::filesystem::path& path);

 private:
  void Append(const std::string& record, bool sync);
  void AppendDecision(const std::string& record, bool sync);
  void SyncDirectory();

  std::filesystem::path path_;
  int descriptor_ = -1;
};

}  // namespace etl::runtime

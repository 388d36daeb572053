// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "tests/support/http/scripted_server.h"
#include "tests/support/process/program.h"
#include "tests/support/process/temp_dir.h"

namespace etl::golden {

// A folder with a case's files and a server with its pages.
class Workspace {
 public:
  Workspace();

  void AddFile(const std::string& name, const std::string& text) {
    directory_.Write(name, Expand(text));
  }
  void AddDatabase(const std::string& name, const std::string& sql);
  void AddPage(const std::string& target_and_status, const std::string& body);
  void SetVariable(const std::string& assignment);

  process::ProgramResult Run(const std::string& command);
  std::optional<std::string> Read(const std::string& name) const;
  // Files whose path begins so, one a line.
  std::string Matching(const std::string& prefix) const;

  // Replaces what differs from run to run: places, ports, times, sizes of the process.
  std::string Normalize(std::string text) const;

 private:
  struct Page {
    std::string status, body;
  };

  std::string Expand(std::string text) const;

  process::TempDir directory_;
  std::map<std::string, Page> pages_;
  std::map<std::string, std::optional<std::string>> variables_;
  std::unique_ptr<test_http::ScriptedServer> server_;
};

}  // namespace etl::golden

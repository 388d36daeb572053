// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "tests/support/http/scripted_server.h"
#include "tests/support/process/program.h"
#include "tests/support/process/temp_dir.h"

namespace etl::faults {

// The users pipeline over a database and an API of its own making: `people` on either side, every
// third one on one side only.
class UsersFixture {
 public:
  explicit UsersFixture(int people, int page_size = 100);

  // The command line of `etl run pipelines/users.yaml`, with `more` at its end.
  process::Arguments Command(const std::vector<std::string>& more = {}) const;
  process::ProgramOptions Options() const;
  process::ProgramResult Run(const std::vector<std::string>& more = {}) const {
    return process::RunProgram(Command(more), Options());
  }

  const process::TempDir& directory() const { return directory_; }
  test_http::ScriptedServer& server() { return *server_; }
  // Replaces the server's answer to a request; nullopt: the page.
  std::function<std::optional<test_http::Response>(const test_http::Request&, int n)> fault;

  std::optional<std::string> ReadOutput(const std::string& name) const;
  // What is in the output and state folders, other than the two outputs and the lock.
  std::vector<std::string> Leftovers() const;

 private:
  void MakeDatabase(int people) const;
  std::string PageBody(int page) const;

  int people_, page_size_;
  process::TempDir directory_;
  std::unique_ptr<test_http::ScriptedServer> server_;
};

}  // namespace etl::faults

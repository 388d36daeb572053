// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

#include "tests/support/process/child_process.h"
#include "tests/support/process/temp_dir.h"

namespace etl::process {

struct PrivateNginxOptions {
  bool gzip = false;                    // compress JSON for clients that accept it
  std::filesystem::path certificate{};  // PEM files; with both, the server speaks HTTPS only
  std::filesystem::path key{};
  std::string
      directives{};  // more of nginx's own, inside server {}: "location = /x { return 500; }"
};

// A web server for tests, on a free port of 127.0.0.1, with its own directory; it needs no root. It
// serves the files under docroot(), and `<path>/<N>.json` for `<path>?page=N` (page 1 without).
// Stopped by the destructor; the kernel kills it if the thread that started it dies. Needs Debian's
// nginx. Throws std::runtime_error, with the server's own words, if it does not start.
//
//   PrivateNginx server;
//   server.Put("users/1.json", R"({"total_pages": 1, "users": []})");
//   ... server.url("/users") + "?page=1" ...
class PrivateNginx {
 public:
  explicit PrivateNginx(PrivateNginxOptions options = {});
  ~PrivateNginx();

  // Whether nginx is installed.
  static bool Installed();

  int port() const { return port_; }
  std::filesystem::path docroot() const { return directory_.path() / "docroot"; }
  // "http://127.0.0.1:4711/users"
  std::string url(std::string_view path = "/") const;
  // Adds or replaces a file; readers see the old one or the new one.
  void Put(const std::filesystem::path& relative, std::string_view content) const;
  // One line per request that was answered: "GET /users?page=1 200".
  std::string AccessLog() const;

  // Stops the server; its port refuses connections afterwards. Start takes the same port again.
  void Stop();
  void Start();

 private:
  std::string Configuration() const;
  bool WaitUntilReady();

  PrivateNginxOptions options_;
  TempDir directory_;
  int port_ = 0;
  std::unique_ptr<ChildProcess> server_;
};

}  // namespace etl::process

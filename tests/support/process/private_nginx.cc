// SPDX-License-Identifier: Apache-2.0
#include "tests/support/process/private_nginx.h"

#include <signal.h>
#include <unistd.h>

#include <chrono>
#include <stdexcept>
#include <system_error>
#include <thread>
#include <utility>

#include "tests/support/process/loopback.h"

namespace etl::process {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr seconds kStartTimeout{20};
constexpr int kPortAttempts = 5;

// nginx lives in sbin, which is not in every user's PATH.
std::string Program() {
  for (const char* path : {"/usr/sbin/nginx", "/usr/local/sbin/nginx", "/usr/bin/nginx"}) {
    if (::access(path, X_OK) == 0) return path;
  }
  return "";
}

// One process and no master, so that it runs as whoever started it and its pid is all there is to
// stop.
constexpr std::string_view kConfiguration = R"(
daemon off;
master_process off;
pid nginx.pid;
error_log error.log warn;
events { worker_connections 512; }
http {
  client_body_temp_path body;
  proxy_temp_path proxy;
  fastcgi_temp_path fastcgi;
  uwsgi_temp_path uwsgi;
  scgi_temp_path scgi;
  types { application/json json; text/html html; text/plain txt; }
  default_type application/octet-stream;
  log_format brief '$request_method $request_uri $status';
  access_log access.log brief;
  keepalive_requests 100000;
  gzip_types application/json;
  gzip_min_length 0;
  map $arg_page $page { default $arg_page; "" 1; }
  server {
    server_name localhost;
    root docroot;
    location / { try_files $uri/$page.json $uri =404; }
)";

}  // namespace

PrivateNginx::PrivateNginx(PrivateNginxOptions options) : options_(std::move(options)) {
  std::filesystem::create_directories(docroot());
  Start();
}

PrivateNginx::~PrivateNginx() { Stop(); }

bool PrivateNginx::Installed() { return !Program().empty(); }

std::string PrivateNginx::url(std::string_view path) const {
  const std::string scheme = options_.certificate.empty() ? "http" : "https";
  return scheme + "://127.0.0.1:" + std::to_string(port_) + std::string(path);
}

void PrivateNginx::Put(const std::filesystem::path& relative, std::string_view content) const {
  const auto fresh = directory_.Write("incoming", content);
  const auto path = docroot() / relative;
  std::filesystem::create_directories(path.parent_path());
  std::filesystem::rename(fresh, path);
}

std::string PrivateNginx::AccessLog() const { return directory_.Read("access.log"); }

std::string PrivateNginx::Configuration() const {
  std::string text(kConfiguration);
  const bool tls = !options_.certificate.empty();
  text += "listen 127.0.0.1:" + std::to_string(port_) + (tls ? " ssl;\n" : ";\n");
  if (tls) {
    text += "ssl_certificate " + options_.certificate.string() + ";\n";
    text += "ssl_certificate_key " + options_.key.string() + ";\n";
  }
  if (options_.gzip) text += "gzip on;\n";
  return text + options_.directives + "\n}}\n";
}

void PrivateNginx::Start() {
  if (server_) return;
  if (!Installed()) throw std::runtime_error("nginx is not installed (Debian: nginx-light)");
  const bool restart = port_ != 0;
  const std::string directory = directory_.path().string();
  for (int attempt = 0; attempt < kPortAttempts; ++attempt) {
    if (!restart) port_ = FreeLoopbackPort();
    directory_.Write("nginx.conf", Configuration());
    std::filesystem::remove(directory_.path() / "nginx.pid");
    server_ = std::make_unique<ChildProcess>(
        Arguments{Program(), "-p", directory, "-c", directory + "/nginx.conf", "-e",
                  directory + "/error.log"},
        ProgramOptions{});
    if (WaitUntilReady()) return;
    const std::string words = server_->err() + directory_.Read("error.log");
    server_.reset();
    if (words.find("Address already in use") == std::string::npos) {
      throw std::runtime_error("nginx does not start: " + words);
    }
  }
  throw std::runtime_error("nginx does not start: no free port was found");
}

// nginx writes its pid file after it listens, so nobody else's server can be mistaken for it.
bool PrivateNginx::WaitUntilReady() {
  const auto until = std::chrono::steady_clock::now() + kStartTimeout;
  while (std::chrono::steady_clock::now() < until) {
    if (!server_->Running()) {
      server_->Wait();
      return false;
    }
    std::error_code missing;
    const auto size = std::filesystem::file_size(directory_.path() / "nginx.pid", missing);
    if (!missing && size > 0) return true;
    std::this_thread::sleep_for(milliseconds(5));
  }
  return false;
}

void PrivateNginx::Stop() {
  if (!server_) return;
  server_->Signal(SIGTERM);
  const auto until = std::chrono::steady_clock::now() + seconds(5);
  while (server_->Running() && std::chrono::steady_clock::now() < until) {
    std::this_thread::sleep_for(milliseconds(5));
  }
  server_.reset();
}

}  // namespace etl::process

// SPDX-License-Identifier: Apache-2.0
#include "tests/support/process/private_nginx.h"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <string>

namespace etl::process {
namespace {

// The whole answer of one HTTP/1.0 request; "" if nobody answers.
std::string Get(int port, const std::string& target) {
  const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  std::string answer;
  if (::connect(fd, reinterpret_cast<sockaddr*>(&address), sizeof(address)) == 0) {
    const std::string request = "GET " + target + " HTTP/1.0\r\n\r\n";
    ::send(fd, request.data(), request.size(), MSG_NOSIGNAL);
    std::array<char, 4096> buffer;
    for (ssize_t n; (n = ::recv(fd, buffer.data(), buffer.size(), 0)) > 0;) {
      answer.append(buffer.data(), static_cast<std::size_t>(n));
    }
  }
  ::close(fd);
  return answer;
}

std::string Body(const std::string& answer) {
  const std::size_t end = answer.find("\r\n\r\n");
  return end == std::string::npos ? answer : answer.substr(end + 4);
}

class PrivateNginxTest : public ::testing::Test {
 protected:
  void SetUp() override {
    if (!PrivateNginx::Installed()) GTEST_SKIP() << "nginx is not installed";
  }
};

TEST_F(PrivateNginxTest, ServesPagesAndFiles) {
  const PrivateNginx server;
  server.Put("users/1.json", "first");
  server.Put("users/2.json", "second");
  server.Put("plain.txt", "file");
  const std::string first = Get(server.port(), "/users?page=1");
  EXPECT_NE(first.find("200 OK"), std::string::npos) << first;
  EXPECT_NE(first.find("Content-Type: application/json"), std::string::npos) << first;
  EXPECT_EQ(Body(first), "first");
  EXPECT_EQ(Body(Get(server.port(), "/users")), "first");
  EXPECT_EQ(Body(Get(server.port(), "/users?page=2")), "second");
  EXPECT_EQ(Body(Get(server.port(), "/plain.txt")), "file");
  EXPECT_NE(Get(server.port(), "/users?page=3").find("404"), std::string::npos);
  EXPECT_NE(server.AccessLog().find("GET /users?page=2 200\n"), std::string::npos);
}

TEST_F(PrivateNginxTest, TakesMoreDirectives) {
  const PrivateNginx server({.directives = "location = /broken { return 503; }"});
  EXPECT_NE(Get(server.port(), "/broken").find("503"), std::string::npos);
}

TEST_F(PrivateNginxTest, TwoRunSideBySide) {
  const PrivateNginx a, b;
  a.Put("x.txt", "a");
  b.Put("x.txt", "b");
  EXPECT_EQ(Body(Get(a.port(), "/x.txt")), "a");
  EXPECT_EQ(Body(Get(b.port(), "/x.txt")), "b");
}

TEST_F(PrivateNginxTest, RefusesWhenStoppedAndComesBack) {
  PrivateNginx server;
  server.Put("x.txt", "here");
  server.Stop();
  EXPECT_EQ(Get(server.port(), "/x.txt"), "");
  server.Start();
  EXPECT_EQ(Body(Get(server.port(), "/x.txt")), "here");
}

TEST_F(PrivateNginxTest, SaysWhyItDoesNotStart) {
  try {
    const PrivateNginx server({.directives = "no_such_directive on;"});
    FAIL() << "it started";
  } catch (const std::runtime_error& error) {
    EXPECT_NE(std::string(error.what()).find("no_such_directive"), std::string::npos)
        << error.what();
  }
}

}  // namespace
}  // namespace etl::process

// SPDX-License-Identifier: Apache-2.0
#include <cstdlib>

#include "plugins/postgres/server_test_base.h"

namespace etl::postgres {
namespace {

using postgres_server::PrivatePostgres;

constexpr const char* kQuery =
    "query: \"SELECT s.ssl, coalesce(client_dn, '') AS dn FROM pg_stat_ssl s WHERE pid = "
    "pg_backend_pid()\"";

std::string ReadOver(Host& host, const PrivatePostgres& server, const std::string& tls,
                     const std::string& name = "127.0.0.1", const std::string& user = "app") {
  const std::string options =
      Format("{connection: {url: \"postgres://{}:s3cret-word@{}:{}/test\", tls: {", user, name,
             server.port()) +
      tls + "}}, " + kQuery + "}";
  return etl::testing::ReadSource<PostgresSource>(host, options).text;
}

// A certificate authority, and certificates signed by it: the server's for 127.0.0.1, and one of
// the user `cert`.
void MakeCertificates(const std::filesystem::path& folder) {
  const auto sign = [](const std::string& name, const std::string& subject) {
    return "openssl req -newkey rsa:2048 -nodes -subj '/CN=" + subject + "' -keyout " + name +
           "-key.pem -out req.pem && openssl x509 -req -in req.pem -CA ca.pem -CAkey ca-key.pem "
           "-CAcreateserial -days 2 -extfile san.txt -out " +
           name + ".pem";
  };
  const std::string script =
      "cd '" + folder.string() +
      "' && exec >openssl.log 2>&1 && openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj "
      "'/CN=test authority' -keyout ca-key.pem -out ca.pem && printf 'subjectAltName=IP:127.0.0.1' "
      "> san.txt && " +
      sign("server", "127.0.0.1") + " && " + sign("client", "cert");
  ASSERT_EQ(std::system(script.c_str()), 0);
}

TEST(PostgresTls, AServerWithoutTlsIsAnErrorThatNamesTheOption) {
  PrivatePostgres server;
  server.Execute("CREATE USER app PASSWORD 's3cret-word'");
  Host host;
  for (const char* mode : {"mode: require", "mode: verify"}) {
    const Failure failure = FailureOf([&] { ReadOver(host, server, mode); });
    EXPECT_EQ(failure.status, ETL_ENVIRONMENT_ERROR);
    EXPECT_THAT(failure.what(), HasSubstr("does not support"));
    EXPECT_THAT(failure.hint, HasSubstr("`tls: {mode: off}`"));
  }
  EXPECT_EQ(ReadOver(host, server, "mode: off"), "false|\n");
}

class PostgresTlsServer : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    server_ = new PrivatePostgres;
    const auto folder = server_->directory();
    MakeCertificates(folder);
    server_->Own(folder / "server-key.pem");
    std::filesystem::permissions(folder / "client-key.pem", std::filesystem::perms::owner_read);
    server_->Execute("CREATE USER app PASSWORD 's3cret-word'; CREATE USER cert");
    const auto set = [&](const std::string& name, const std::string& file) {
      server_->Execute("ALTER SYSTEM SET " + name + " = '" + (folder / file).string() + "'");
    };
    set("ssl_ca_file", "ca.pem");
    set("ssl_cert_file", "server.pem");
    set("ssl_key_file", "server-key.pem");
    server_->Execute("ALTER SYSTEM SET ssl = on");
    // The user `cert` logs in with its certificate alone.
    const std::string rule = "hostssl all cert 127.0.0.1/32 cert";
    const std::string hba = (folder / "data/pg_hba.conf").string();
    ASSERT_EQ(std::system(("sed -i '1i " + rule + "' " + hba).c_str()), 0);
    server_->Own(hba);
    server_->Stop(SIGINT);
    server_->Start();
  }
  static void TearDownTestSuite() { delete server_; }
  static std::string At(const std::string& file) { return (server_->directory() / file).string(); }

  static inline PrivatePostgres* server_ = nullptr;
  Host host_;
};

TEST_F(PostgresTlsServer, VerifiesTheCertificate) {
  EXPECT_EQ(ReadOver(host_, *server_, "mode: verify, ca: " + At("ca.pem")), "true|\n");
  EXPECT_EQ(ReadOver(host_, *server_, "mode: require"), "true|\n");
  EXPECT_EQ(ReadOver(host_, *server_, "mode: off"), "false|\n");
  EXPECT_EQ(ReadOver(host_, *server_, "mode: verify-ca, ca: " + At("ca.pem"), "localhost"),
            "true|\n");
  // Signed by nobody that the system trusts, and then for another name.
  for (const auto& [tls, name] : {std::pair<std::string, std::string>("mode: verify", "127.0.0.1"),
                                  {"mode: verify-ca", "127.0.0.1"},
                                  {"mode: verify, ca: " + At("ca.pem"), "localhost"}}) {
    const Failure failure = FailureOf([&] { ReadOver(host_, *server_, tls, name); });
    EXPECT_EQ(failure.status, ETL_ENVIRONMENT_ERROR);
    EXPECT_THAT(failure.hint, HasSubstr("`tls: {ca: FILE}`")) << failure.what();
  }
}

TEST_F(PostgresTlsServer, LogsInWithACertificate) {
  const std::string ca = "mode: verify, ca: " + At("ca.pem");
  EXPECT_EQ(ReadOver(host_, *server_,
                     ca + ", cert: " + At("client.pem") + ", key: " + At("client-key.pem"),
                     "127.0.0.1", "cert"),
            "true|/CN=cert\n");
  const Failure failure = FailureOf([&] { ReadOver(host_, *server_, ca, "127.0.0.1", "cert"); });
  EXPECT_EQ(failure.status, ETL_ENVIRONMENT_ERROR);
  EXPECT_THAT(failure.what(), HasSubstr("certificate"));
}

// More than libpq and TLS hold at a time, and a connection that is left in the middle.
TEST_F(PostgresTlsServer, ReadsMuchAndLeavesEarly) {
  server_->Execute(
      "CREATE TABLE t AS SELECT g AS id, repeat('x', g % 40000) AS filler FROM generate_series(1, "
      "3000) g; GRANT SELECT ON t TO app");
  const std::string options = Format(
      "{connection: {url: \"postgres://app:s3cret-word@127.0.0.1:{}/test?sslmode=require\"}, "
      "table: t}",
      server_->port());
  EXPECT_EQ(etl::testing::ReadSource<PostgresSource>(host_, options).count, 3000);
  Reader reader(host_, options);
  reader.ReadSome();
  reader.Release();
  EXPECT_TRUE(Eventually(
      [] { return server_->Query("SELECT FROM pg_stat_activity WHERE usename = 'app'").empty(); }));
}

}  // namespace
}  // namespace etl::postgres

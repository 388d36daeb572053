// SPDX-License-Identifier: Apache-2.0
#include <cstdlib>

#include "plugins/mysql/server_test_base.h"

namespace etl::mysql {
namespace {

using mariadb::PrivateMariaDb;

std::string ReadOver(Host& host, const PrivateMariaDb& server, const std::string& tls,
                     const std::string& name = "127.0.0.1") {
  const std::string options =
      Format("{connection: {url: \"mysql://app:s3cret-word@{}:{}/test\", tls: {", name,
             server.port()) +
      tls +
      "}}, query: \"SELECT VARIABLE_VALUE <> '' AS tls FROM information_schema.SESSION_STATUS "
      "WHERE VARIABLE_NAME = 'Ssl_cipher'\"}";
  return etl::testing::ReadSource<MysqlSource>(host, options).text;
}

void CreateUser(PrivateMariaDb& server) {
  server.Execute(
      "CREATE USER app@'%' IDENTIFIED BY 's3cret-word'; GRANT SELECT ON test.* TO app@'%'");
}

TEST(MysqlTls, AServerWithoutTlsIsAnErrorThatNamesTheOption) {
  PrivateMariaDb server({.tcp = true, .arguments = {"--skip-ssl"}});
  CreateUser(server);
  Host host;
  for (const char* mode : {"mode: require", "mode: verify"}) {
    const Failure failure = FailureOf([&] { ReadOver(host, server, mode); });
    EXPECT_EQ(failure.status, ETL_ENVIRONMENT_ERROR);
    EXPECT_THAT(failure.what(), HasSubstr("does not support"));
    EXPECT_THAT(failure.hint, HasSubstr("`tls: {mode: off}`"));
  }
  EXPECT_EQ(ReadOver(host, server, "mode: off"), "0\n");
}

// Writing to a connection that has been shut down must not raise SIGPIPE, which ends the process.
void LeavesEarly(Host& host, PrivateMariaDb& server) {
  server.Execute("CREATE TABLE t SELECT seq, REPEAT('x', 200) AS filler FROM seq_1_to_100000");
  const std::string options = Format(
      "{connection: {url: \"mysql://app:s3cret-word@127.0.0.1:{}/test\", tls: {mode: require}}, "
      "table: t}",
      server.port());
  etl::testing::InstanceOf<MysqlSource> source(host, host.Options(options), nullptr);
  ArrowArrayStream stream;
  host.Check(etl::testing::TableOf<MysqlSource>().open_source(source.get(), &stream));
  ArrowArray array;
  host.Check(stream.get_next(&stream, &array));
  array.release(&array);
  stream.release(&stream);
}

// A certificate authority and a server's certificate for 127.0.0.1 signed by it.
void MakeCertificates(const std::filesystem::path& folder) {
  const std::string script =
      "cd '" + folder.string() +
      "' && exec >openssl.log 2>&1 && "
      "openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj '/CN=test authority' "
      "-keyout ca-key.pem -out ca.pem && "
      "openssl req -newkey rsa:2048 -nodes -subj '/CN=127.0.0.1' -keyout key.pem -out req.pem && "
      "printf 'subjectAltName=IP:127.0.0.1' > san.txt && "
      "openssl x509 -req -in req.pem -CA ca.pem -CAkey ca-key.pem -CAcreateserial -days 2 "
      "-extfile san.txt -out cert.pem";
  ASSERT_EQ(std::system(script.c_str()), 0);
}

TEST(MysqlTls, VerifiesTheCertificate) {
  std::string name = (std::filesystem::temp_directory_path() / "etl_tls_XXXXXX").string();
  const std::filesystem::path folder = mkdtemp(name.data());
  MakeCertificates(folder);
  {
    const std::string at = folder.string();
    PrivateMariaDb server(
        {.tcp = true,
         .arguments = {"--ssl-ca=" + at + "/ca.pem", "--ssl-cert=" + at + "/cert.pem",
                       "--ssl-key=" + at + "/key.pem"}});
    CreateUser(server);
    Host host;
    EXPECT_EQ(ReadOver(host, server, "mode: verify, ca: " + at + "/ca.pem"), "1\n");
    EXPECT_EQ(ReadOver(host, server, "mode: require"), "1\n");
    EXPECT_EQ(ReadOver(host, server, "mode: off"), "0\n");
    LeavesEarly(host, server);
    // Signed by nobody that the system trusts, and then for another name.
    for (const auto& [tls, host_name] :
         {std::pair<std::string, std::string>("mode: verify", "127.0.0.1"),
          {"mode: verify, ca: " + at + "/ca.pem", "localhost"}}) {
      const Failure failure = FailureOf([&] { ReadOver(host, server, tls, host_name); });
      EXPECT_EQ(failure.status, ETL_ENVIRONMENT_ERROR);
      EXPECT_THAT(failure.hint, HasSubstr("`tls: {ca: FILE}`")) << failure.what();
    }
  }
  std::filesystem::remove_all(folder);
}

}  // namespace
}  // namespace etl::mysql

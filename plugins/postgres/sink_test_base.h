// SPDX-License-Identifier: Apache-2.0
// For tests of the postgres sink against a real server of their own.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "plugins/postgres/server_test_base.h"
#include "plugins/postgres/sink.h"

namespace etl::postgres {

// A sink as the host uses it, step by step. What fails is thrown as Failure.
class SinkRun {
 public:
  using Table = etl_component;

  SinkRun(Host& host, const std::string& options)
      : host_(host),
        node_(host.Options(options)),
        instance_(std::make_unique<etl::testing::InstanceOf<PostgresSink>>(host, node_, nullptr)) {}

  void Open(const Schema& schema) {
    ArrowSchema exported;
    ExportSchema(schema, &exported);
    const int status = table().open_sink(instance_->get(), &exported);
    exported.release(&exported);
    host_.Check(status);
  }
  void Write(const RecordBatch& batch) {
    ArrowArray array;
    ExportBatch(batch, &array);
    host_.Check(table().write(instance_->get(), &array));
  }
  const std::string& Prepare() {
    etl::detail::TextOut token;
    host_.Check(table().prepare(instance_->get(), token.get()));
    return token_ = token.take();
  }
  void Commit() { host_.Check(table().commit(instance_->get())); }
  void Destroy() { instance_.reset(); }
  void Cancel() { instance_->Cancel(); }
  void Settle(Decision decision) {
    host_.Check(table().settle(&table(), host_.get(), node_, etl::detail::ToStr(token_),
                               static_cast<std::uint32_t>(decision)));
  }
  bool Committed() {
    std::int32_t out = -1;
    host_.Check(table().committed(&table(), host_.get(), node_, etl::detail::ToStr(token_), &out));
    return out == 1;
  }
  // All of it, as a run that nothing disturbs.
  void Load(const Schema& schema, const std::vector<RecordBatch>& batches, bool is_volatile) {
    Open(schema);
    for (const RecordBatch& batch : batches) Write(batch);
    Prepare();
    if (is_volatile) Commit();
    Destroy();
    if (!is_volatile) Settle(Decision::kCommit);
  }

 private:
  static const etl_component& table() { return etl::testing::TableOf<PostgresSink>(); }

  Host& host_;
  const etl_node* node_;
  std::unique_ptr<etl::testing::InstanceOf<PostgresSink>> instance_;
  std::string token_;
};

class SinkTest : public ServerTest {
 protected:
  SinkTest() {
    Execute(
        "DO $$ BEGIN IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'loader') THEN CREATE "
        "USER loader PASSWORD 's3cret-word'; END IF; END $$; GRANT ALL ON SCHEMA public TO loader");
  }
  static std::string LoaderOptions(const std::string& rest, int port = server_->port(),
                                   const std::string& connection = "") {
    return Format("{connection: {url: \"postgres://loader:s3cret-word@127.0.0.1:{}/test\"{}}, {}}",
                  port, connection, rest);
  }
  // As a table that the loader has made.
  static void Create(const std::string& sql) { Execute("SET ROLE loader; " + sql); }
  void Load(const std::string& rest, const Schema& schema,
            const std::vector<RecordBatch>& batches) {
    SinkRun(host_, LoaderOptions(rest))
        .Load(schema, batches,
              rest.find("mode: ") == std::string::npos ||
                  rest.find("mode: append") != std::string::npos);
  }
  void LoadRows(const std::string& rest, const Schema& schema,
                const std::vector<std::vector<std::string>>& rows) {
    Load(rest, schema, {etl::testing::MakeBatch(schema, rows)});
  }
  Failure LoadFailure(const std::string& rest, const Schema& schema,
                      const std::vector<std::vector<std::string>>& rows) {
    return FailureOf([&] { LoadRows(rest, schema, rows); });
  }
  static std::string Rows(const std::string& sql) {
    std::string out;
    for (const postgres_server::Row& row : server_->Query(sql)) {
      for (std::size_t i = 0; i < row.size(); ++i)
        out += (i > 0 ? "|" : "") + row[i].value_or("null");
      out += "\n";
    }
    return out;
  }
  // Tables that a run should not leave behind.
  static std::string Leftovers() {
    return Rows(
        "SELECT relname FROM pg_class WHERE relname LIKE '%\\_\\_%' AND relnamespace = "
        "'public'::regnamespace ORDER BY 1");
  }
  static bool NoLoaderIsLeft() {
    return Eventually([] {
      return server_->Query("SELECT pid FROM pg_stat_activity WHERE usename = 'loader'").empty();
    });
  }
  void SetRun(const std::string& id) {
    run_id_ = id;
    host_.get()->run_id = etl::detail::ToStr(run_id_);
  }
  void ExpectMetrics(std::int64_t inserted, std::int64_t updated, std::int64_t unchanged) {
    EXPECT_EQ(host_.metrics["rows_inserted"], inserted);
    EXPECT_EQ(host_.metrics["rows_updated"], updated);
    EXPECT_EQ(host_.metrics["rows_unchanged"], unchanged);
    host_.metrics.clear();
  }

  std::string run_id_;
};

}  // namespace etl::postgres

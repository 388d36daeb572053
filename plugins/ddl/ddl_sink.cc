// SPDX-License-Identifier: Apache-2.0
#include "plugins/ddl/ddl_sink.h"

#include "plugins/shared/atomic_file/publish_target.h"
#include "plugins/shared/sql_dialect/create_table.h"

namespace etl::ddl {
namespace {

constexpr std::int64_t kMinimumMemory = 128 * 1024;  // the file's block, and the statement

sql_dialect::Statement StatementOf(const DdlOptions& options, const Schema& schema) {
  return sql_dialect::CreateTable({options.table, sql_dialect::ParseDialect(options.dialect),
                                   options.primary_key, options.rename.value},
                                  schema);
}

// What CreateTable would say, with the place in the file.
void CheckRenames(const DdlOptions& options, const Schema& schema) {
  for (const auto& [column, name] : options.rename.value)
    if (!schema.Find(column))
      throw sql_dialect::NoSuchColumn("rename", column, schema)
          .Option(options.rename.node.Find(column).get());
}

}  // namespace

void DdlSink::Describe(const DdlOptions& options, Context&, const std::vector<PlanInput>& inputs,
                       Plan& plan) {
  CheckRenames(options, inputs.at(0).schema);
  for (const std::string& note : StatementOf(options, inputs.at(0).schema).notes)
    plan.AddNote(note);
  plan.SetMinimumMemory(kMinimumMemory);
}

void DdlSink::Check(const DdlOptions& options, Context&, const std::vector<PlanInput>&,
                    CheckReport& report) {
  report.Checked(atomic_file::TellTarget(options.path));
}

void DdlSink::Open(Context& context, const Schema& schema) {
  context_ = &context;
  const std::string sql = StatementOf(options_, schema).sql;
  file_.Open(context, options_.path);
  file_.Write(sql);
  context.Artifact("application/sql", sql);  // now, so that a run that fails later reports it too
}

std::string DdlSink::Prepare() {
  std::string token = file_.Prepare();
  context_->Metric("bytes", file_.bytes());
  return token;
}

void DdlSink::Settle(Context&, const DdlOptions*, std::string_view token, Decision decision) {
  atomic_file::AtomicFile::Settle(token, decision);
}

}  // namespace etl::ddl

ETL_PLUGIN(ddl, "0.1.0") {
  plugin.Add<etl::ddl::DdlSink>("ddl", "Writes CREATE TABLE for the schema that arrives.");
}

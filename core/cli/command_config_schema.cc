// SPDX-License-Identifier: Apache-2.0
#include <CLI/CLI.hpp>
#include <cerrno>
#include <cstring>
#include <fstream>

#include "cli/command_line.h"
#include "cli/components.h"
#include "cli/pipeline_schema.h"
#include "cli/session.h"
#include "etl/error.h"

namespace etl::cli {

namespace {

int ConfigSchemaCommand(Session& session) {
  const auto components = AllComponents(session.registry());
  const auto schema = session.options().of_tests     ? TestFileSchema()
                      : session.options().of_dataset ? DatasetSchema(components)
                                                     : PipelineSchema(components);
  const std::string text = schema.dump(1) + "\n";
  const auto& path = session.options().out;
  if (path.empty()) {
    WriteOut(text);
    return 0;
  }
  std::ofstream file(path, std::ios::binary);
  file << text << std::flush;
  if (!file)
    throw EnvironmentError("cannot write {}: {}", path.string(), std::string(std::strerror(errno)));
  return 0;
}

}  // namespace

void AddConfigSchema(CLI::App& app, Options& options, Verb& verb) {
  CLI::App* schema = app.add_subcommand(
      "config-schema",
      "JSON Schema of pipeline files, with the options of all plugins, for editors");
  schema->add_flag("--dataset", options.of_dataset, "Of dataset files");
  schema->add_flag("--test", options.of_tests, "Of *.test.yaml files");
  schema->add_option("--out", options.out, "Write it to a file")->type_name("FILE");
  AddPluginOptions(*schema, options);
  schema->footer(
      "Examples:\n"
      "  etl config-schema --out pipeline.schema.json\n"
      "  etl config-schema --dataset --out dataset.schema.json\n\n"
      "An editor with a YAML language server checks a file whose first line is\n"
      "  # yaml-language-server: $schema=pipeline.schema.json");
  schema->final_callback([&verb] { verb = ConfigSchemaCommand; });
}

}  // namespace etl::cli

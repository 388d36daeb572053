// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>

#include "cli/command_line.h"
#include "cli/components.h"
#include "cli/man_page.h"
#include "cli/option_text.h"
#include "cli/pipeline_schema.h"
#include "cli/session.h"
#include "etl/error.h"

namespace etl::cli {

namespace {

void WriteFile(const std::filesystem::path& path, const std::string& text) {
  std::ofstream file(path, std::ios::binary);
  file << text << std::flush;
  if (!file)
    throw EnvironmentError("cannot write {}: {}", path.string(), std::string(std::strerror(errno)));
}

std::string Index(const std::vector<const plugin::Component*>& components) {
  std::string out =
      "# Reference\n\nWhat every component takes, as it declares it itself (`etl plugins show "
      "NAME`). Written by `./dev docs`.\n";
  std::string_view role;
  for (const plugin::Component* component : components) {
    if (plugin::ToString(component->role) != role) {
      role = plugin::ToString(component->role);
      out += fmt::format("\n| {} | |\n|---|---|\n", role);
    }
    out += fmt::format("| [{}]({}) | {} |\n", ReferenceName(*component), ReferenceFile(*component),
                       component->help);
  }
  return out +
         "\nFor editors: [pipeline.schema.json](pipeline.schema.json), "
         "[dataset.schema.json](dataset.schema.json) and [test.schema.json](test.schema.json),\n"
         "JSON Schema of pipeline, dataset and test files (`etl config-schema`). The manual page: "
         "[etl.1](etl.1).\n";
}

int ReferenceCommand(Session& session) {
  const std::filesystem::path& directory = session.options().out;
  const auto components = AllComponents(session.registry());
  std::filesystem::create_directories(directory);
  for (const plugin::Component* component : components)
    WriteFile(directory / ReferenceFile(*component), ReferencePage(*component));
  WriteFile(directory / "README.md", Index(components));
  WriteFile(directory / "pipeline.schema.json", PipelineSchema(components).dump(1) + "\n");
  WriteFile(directory / "dataset.schema.json", DatasetSchema(components).dump(1) + "\n");
  WriteFile(directory / "test.schema.json", TestFileSchema().dump(1) + "\n");
  WriteFile(directory / "etl.1", ManPage(*session.options().app));
  return 0;
}

}  // namespace

void AddReference(CLI::App& app, Options& options, Verb& verb) {
  CLI::App* reference = app.add_subcommand("reference", "Write docs/reference (./dev docs)");
  reference->group("");  // hidden
  reference->add_option("DIR", options.out, "Where to")->required()->type_name("");
  AddPluginOptions(*reference, options);
  reference->final_callback([&verb] { verb = ReferenceCommand; });
}

}  // namespace etl::cli

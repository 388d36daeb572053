// SPDX-License-Identifier: Apache-2.0
#include <cerrno>
#include <cstring>
#include <fstream>

#include "cli/components.h"
#include "cli/pipeline_schema.h"
#include "cli/session.h"
#include "etl/error.h"

namespace etl::cli {

int ConfigSchemaCommand(Session& session) {
  const auto components = AllComponents(session.registry());
  const auto schema =
      session.options().of_dataset ? DatasetSchema(components) : PipelineSchema(components);
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

}  // namespace etl::cli

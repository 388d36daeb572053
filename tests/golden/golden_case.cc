// SPDX-License-Identifier: Apache-2.0
#include "tests/golden/golden_case.h"

#include <fstream>
#include <stdexcept>

namespace etl::golden {

std::vector<Section> ReadCase(const std::filesystem::path& path) {
  std::ifstream file(path);
  std::vector<Section> sections;
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with("=== ")) {
      const std::size_t space = line.find(' ', 4);
      sections.push_back({line.substr(4, space == std::string::npos ? space : space - 4),
                          space == std::string::npos ? "" : line.substr(space + 1), ""});
    } else if (sections.empty()) {
      throw std::runtime_error(path.string() + ": text before the first section");
    } else {
      sections.back().text += line + "\n";
    }
  }
  return sections;
}

void WriteCase(const std::filesystem::path& path, const std::vector<Section>& sections) {
  std::ofstream file(path);
  for (const Section& section : sections) {
    file << "=== " << section.kind << (section.argument.empty() ? "" : " ") << section.argument
         << "\n"
         << section.text;
    if (!section.text.empty() && section.text.back() != '\n') file << "\n";
  }
}

}  // namespace etl::golden

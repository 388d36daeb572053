// SPDX-License-Identifier: Apache-2.0
#include "plugins/text/options.h"

namespace etl::text {

OptionSpec<TextOptions> TextOptions::Spec() {
  using Self = TextOptions;
  return OptionSpec<Self>()
      .Required("path", &Self::path, "Files to read, patterns among them; - is standard input.")
      .Binding()
      .Optional("separator", &Self::separator,
                "Text at whose first occurrence a line is cut into its two columns.")
      .Optional("pattern", &Self::pattern,
                "Regular expression (RE2) that matches a whole line; its named groups are columns.")
      .Optional("trim", &Self::trim, "Leave out spaces and tabs around each part of a line.")
      .Optional("schema", &Self::schema,
                "Columns: name: type, or name: {type, optional, path}; a path such as /record/id "
                "looks into the part `record`, which is JSON then.")
      .Binding()
      .Optional("position", &Self::position,
                "Name of one more column, which says where a line stands: scores.txt:12.")
      .Optional("blank_lines", &Self::blank_lines,
                "What becomes of a line with nothing on it. At the end of a file they are fine.")
      .Values({"error", "skip"})
      .Optional("compression", &Self::compression, "auto looks at the first bytes.")
      .Values(file_input::kCompressions)
      .Optional("max_line", &Self::max_line, "Longest line.");
}

}  // namespace etl::text

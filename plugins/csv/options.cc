// SPDX-License-Identifier: Apache-2.0
#include "plugins/csv/options.h"

#include <algorithm>

#include "etl/value_text.h"

namespace etl::csv {
namespace {

char ByteOf(const Located<std::string>& option, std::string_view name) {
  const std::string& text = option.value;
  if (text == "\\t") return '\t';
  const bool fits = text.size() == 1 && static_cast<unsigned char>(text[0]) < 0x80 &&
                    text[0] != '\0' && text[0] != '\n' && text[0] != '\r';
  if (!fits)
    throw ConfigError("`{}` is one ASCII character, not {}", name, Quoted(text))
        .Hint("a tab is written \"\\t\"")
        .Option(option.node.get());
  return text[0];
}

void RefuseEqual(char a, char b, const Located<std::string>& option, std::string_view names) {
  if (a == b) throw ConfigError("{} are the same character", names).Option(option.node.get());
}

}  // namespace

OptionSpec<SourceOptions> SourceOptions::Spec() {
  using Self = SourceOptions;
  return OptionSpec<Self>()
      .Required("path", &Self::path,
                "File to read, or a list; with * ? [..] all that match; - is standard input.")
      .Binding()
      .Optional("schema", &Self::schema,
                "Columns and their types; without it the header and the first rows say.")
      .Binding()
      .Optional("delimiter", &Self::delimiter, "What stands between two fields.")
      .Optional("quote", &Self::quote,
                "What encloses a field; none: it is a character like others.")
      .Optional("header", &Self::header, "The first record holds the columns' names.")
      .Optional("nulls", &Self::nulls,
                "Texts that mean null where they stand without quotes; by default the empty one.")
      .Optional("skip", &Self::skip, "Lines to pass over before the header.")
      .Optional("comment", &Self::comment, "Lines that begin with it are passed over.")
      .Optional("compression", &Self::compression, "auto looks at the file's first bytes.")
      .Values(file_input::kCompressions)
      .Optional("sample", &Self::sample, "Rows that are looked at to find the types.");
}

char DelimiterOf(const Located<std::string>& option) { return ByteOf(option, "delimiter"); }

Dialect DialectOf(const SourceOptions& options) {
  Dialect dialect;
  dialect.delimiter = DelimiterOf(options.delimiter);
  dialect.quote = options.quote.value == "none" ? '\0' : ByteOf(options.quote, "quote");
  RefuseEqual(dialect.delimiter, dialect.quote, options.quote, "`delimiter` and `quote`");
  if (!options.comment.value.empty()) {
    dialect.comment = ByteOf(options.comment, "comment");
    RefuseEqual(dialect.delimiter, dialect.comment, options.comment, "`delimiter` and `comment`");
    RefuseEqual(dialect.quote, dialect.comment, options.comment, "`quote` and `comment`");
  }
  return dialect;
}

void Validate(const SourceOptions& options) {
  DialectOf(options);
  if (options.skip.value < 0)
    throw ConfigError("`skip` cannot be negative, it is {}", options.skip.value)
        .Option(options.skip.node.get());
  if (options.sample.value < 1)
    throw ConfigError("`sample` is at least 1, not {}", options.sample.value)
        .Option(options.sample.node.get());
  for (const std::string& text : options.nulls)
    if (text.size() >= 64)
      throw ConfigError("a text in `nulls` is longer than 63 bytes: {}", Quoted(text));
  for (const SchemaEntry& entry : options.schema.entries)
    if (!entry.path.empty())
      throw ConfigError("a column of a CSV file has no `path`: {}", entry.field.name)
          .Hint("columns are found by their names in the header")
          .Option(entry.node.get());
  if (!options.schema.empty()) return;
  const auto& paths = options.path.value;
  if (std::find(paths.begin(), paths.end(), "-") != paths.end())
    throw ConfigError("standard input cannot be looked at before it is read")
        .Hint("declare the columns and their types in schema:")
        .Option(options.path.node.get());
}

}  // namespace etl::csv

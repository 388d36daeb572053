// SPDX-License-Identifier: Apache-2.0
#include "plugins/csv/file_head.h"

#include <string_view>
#include <unordered_map>

#include "etl/suggest.h"
#include "plugins/csv/shown_text.h"

namespace etl::csv {
namespace {

constexpr std::size_t kMostShown = 12;  // columns in a message

std::string Listed(const std::vector<std::string>& names) {
  std::string list;
  for (std::size_t i = 0; i < names.size() && i < kMostShown; ++i)
    list += (i == 0 ? "" : ", ") + names[i];
  return names.size() > kMostShown ? list + ", …" : list;
}

std::vector<std::string> Numbered(std::size_t count) {
  std::vector<std::string> names;
  for (std::size_t i = 1; i <= count; ++i) names.push_back(Format("column_{}", i));
  return names;
}

std::vector<std::string> ReadHeader(RecordReader& reader, const std::string& file) {
  auto names = reader.TakeRecord();
  if (!names)
    throw DataError("{} is empty: not even a header is there", file)
        .Hint("if it should have none, say header: false");
  for (std::size_t i = 0; i < names->size(); ++i) {
    std::string& name = (*names)[i];
    if (!IsUtf8(name))
      throw DataError("the header is not UTF-8: {}", Shown(name))
          .Position(file + ":1")
          .Hint("convert the file to UTF-8");
    if (name.empty()) name = Format("column_{}", i + 1);
  }
  return *names;
}

constexpr int kTwice = -1;
using Places = std::unordered_map<std::string_view, int>;

// Files have thousands of columns: none is looked for by going through all.
Places PlacesOf(const std::vector<std::string>& names) {
  Places places;
  for (std::size_t i = 0; i < names.size(); ++i) {
    const auto [found, added] = places.try_emplace(names[i], static_cast<int>(i));
    if (!added) found->second = kTwice;
  }
  return places;
}

int PlaceOf(const SourceOptions& options, const SchemaEntry& entry, const FileHead& head,
            const Places& places, const std::string& file) {
  const std::string& name = entry.field.name;
  if (const auto found = places.find(name); found != places.end()) {
    if (found->second != kTwice) return found->second;
    throw DataError("{} has two columns {}", file, Quoted(name))
        .Hint(
            "give them different names; or say header: false and skip: 1, and declare all columns "
            "in schema:");
  }
  if (entry.optional) return -1;
  const auto closest = Closest(name, head.names);
  const std::string hint = closest ? Format("did you mean {}? ", Quoted(*closest)) : "";
  if (options.schema.empty())
    throw DataError("{} has no column {}, which the files before it have", file, Quoted(name))
        .Hint(Format("{}it has: {}", hint, Listed(head.names)));
  throw ConfigError("{} has no column {}", file, Quoted(name))
      .Hint(Format("{}it has: {}", hint, Listed(head.names)))
      .Option(entry.node.get());
}

}  // namespace

FileHead ReadHead(RecordReader& reader, const SourceOptions& options,
                  const DeclaredSchema& schema) {
  const std::string file = reader.file().name();
  FileHead head;
  reader.SkipByteOrderMark();
  for (std::int64_t i = 0; i < options.skip.value; ++i) reader.SkipLine();
  if (options.header) {
    head.names = ReadHeader(reader, file);
  } else if (!schema.empty()) {
    head.names = schema.schema().names();
  } else if (const auto first = reader.PeekRecord()) {
    head.names = Numbered(first->size());
  }
  head.data_begin = reader.offset();
  return head;
}

std::vector<int> MatchColumns(const SourceOptions& options, const DeclaredSchema& schema,
                              const FileHead& head, const std::string& file) {
  const Places in_file = PlacesOf(head.names);
  std::vector<int> places;
  for (const SchemaEntry& entry : schema.entries)
    places.push_back(options.header ? PlaceOf(options, entry, head, in_file, file)
                                    : static_cast<int>(places.size()));
  if (!options.schema.empty() || head.names.size() == schema.entries.size()) return places;
  // Found columns are all columns: those of a later file that are new would be lost in silence.
  for (const std::string& name : head.names)
    if (!schema.schema().Find(name))
      throw DataError("{} has a column {}, which the files before it have not", file, Quoted(name))
          .Hint("declare the columns that you need in schema:");
  return places;
}

}  // namespace etl::csv

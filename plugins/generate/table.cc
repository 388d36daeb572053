// SPDX-License-Identifier: Apache-2.0
#include "plugins/generate/table.h"

#include <utility>

#include "etl/suggest.h"
#include "plugins/generate/texts.h"

namespace etl::generate {
namespace {

// Some rows are null at random, the others what the generator says.
class Nullable final : public Generator {
 public:
  Nullable(GeneratorPointer values, Draws draws, double share)
      : values_(std::move(values)), draws_(draws), share_(share) {}

  void Append(std::uint64_t first, std::int64_t count, ColumnBuilder& out) const override {
    for (std::uint64_t row = first; row < first + static_cast<std::uint64_t>(count); ++row) {
      if (IsNull(row))
        out.AppendNull();
      else
        values_->Append(row, 1, out);
    }
  }
  bool AppendText(std::uint64_t row, std::string& out) const override {
    return !IsNull(row) && values_->AppendText(row, out);
  }

 private:
  bool IsNull(std::uint64_t row) const { return Fraction(draws_.At(row)) < share_; }

  GeneratorPointer values_;
  Draws draws_;
  double share_;
};

const std::vector<std::string>& Kinds() {
  static const std::vector<std::string> kinds{
      "sequence", "ref",  "int",       "bigint", "decimal",   "double",
      "bool",     "date", "timestamp", "choice", "word",      "words",
      "text",     "hex",  "name",      "format", "firstname", "lastname"};
  return kinds;
}

MadeColumn MakeColumn(const ColumnSpec& spec, const std::vector<MadeColumn>& before) {
  std::optional<MadeColumn> made = MakeNumber(spec);
  if (!made) made = MakeText(spec, before);
  if (!made) {
    std::string known;
    for (const std::string& kind : Kinds()) known += (known.empty() ? "" : ", ") + kind;
    const auto closest = Closest(spec.kind(), Kinds());
    spec.Fail(0, "there is no generator `{}`; {}", spec.kind(),
              closest ? "did you mean `" + *closest + "`?" : "there are " + known);
  }
  if (spec.null_share() > 0)
    made->generator = std::make_shared<Nullable>(std::move(made->generator),
                                                 Draws(spec.Key("null")), spec.null_share());
  // A template's nulls are those of its columns.
  made->field.nullable = spec.null_share() > 0 || spec.kind() == "format";
  return *std::move(made);
}

}  // namespace

std::vector<MadeColumn> MakeColumns(const GenerateOptions& options) {
  if (options.rows.value < 0)
    throw ConfigError("`rows` cannot be negative").Option(options.rows.node.get());
  if (options.columns.value.empty())
    throw ConfigError("a table has at least one column").Option(options.columns.node.get());
  std::vector<MadeColumn> columns;
  for (std::size_t i = 0; i < options.columns.value.size(); ++i)
    columns.push_back(
        MakeColumn(ColumnSpec(options.columns.value[i].first, options.columns.node.at(i),
                              static_cast<std::uint64_t>(options.seed), options.rows.value),
                   columns));
  return columns;
}

}  // namespace etl::generate

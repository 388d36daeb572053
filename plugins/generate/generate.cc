// SPDX-License-Identifier: Apache-2.0
#include "plugins/generate/generate.h"

#include <algorithm>
#include <utility>

#include "etl/plugin.h"

namespace etl::generate {
namespace {

// A part is long enough that a thread is not always asking for the next one.
constexpr std::int64_t kSplitRows = 65'536;
// A batch is filled in about so many steps, a column after the other; then its size is looked at.
constexpr std::int64_t kBatchSteps = 8;
constexpr std::int64_t kLeastRows = 16, kMostRows = 1024;
constexpr std::int64_t kUnknownText = 64;  // bytes

std::vector<MadeColumn> Wanted(const GenerateOptions& options, const Scan& scan) {
  std::vector<MadeColumn> columns = MakeColumns(options);
  if (!scan.columns) return columns;
  std::vector<MadeColumn> wanted;
  for (const std::string& name : *scan.columns) {
    const auto found = std::find_if(columns.begin(), columns.end(), [&](const MadeColumn& column) {
      return column.field.name == name;
    });
    if (found == columns.end()) throw ConfigError("the source has no column {}", name);
    wanted.push_back(*found);
  }
  return wanted;
}

Schema SchemaOf(const std::vector<MadeColumn>& columns) {
  std::vector<Field> fields;
  for (const MadeColumn& column : columns) fields.push_back(column.field);
  return Schema(std::move(fields));
}

// A sequence has no equal values, so that whatever stands behind it in an order is given, too.
bool Follows(const std::vector<MadeColumn>& columns, const Order& order) {
  return std::any_of(columns.begin(), columns.end(), [&](const MadeColumn& column) {
    return column.step != 0 && column.field.name == order.front().column &&
           (column.step < 0) == order.front().descending;
  });
}

std::int64_t RowBytes(const std::vector<MadeColumn>& columns) {
  std::int64_t bytes = 1;
  for (const MadeColumn& column : columns)
    bytes += IsVariable(column.field.type)
                 ? (column.field.max_chars > 0 ? column.field.max_chars : kUnknownText)
                 : FixedWidth(column.field.type);
  return bytes;
}

}  // namespace

GenerateSource::GenerateSource(GenerateOptions options, Scan scan)
    : rows_(options.rows.value), columns_(Wanted(options, scan)) {}

void GenerateSource::Describe(const GenerateOptions& options, Context&, Plan& plan) {
  plan.SetSchema(SchemaOf(MakeColumns(options)));
}

void GenerateSource::MakeOffer(const GenerateOptions& options, Context&, const Scan& wanted,
                               Offer& offer) {
  const std::vector<MadeColumn> all = MakeColumns(options);
  Scan accepted;
  // A batch without columns could not say how many rows it has.
  if (wanted.columns && !wanted.columns->empty()) {
    accepted.columns = wanted.columns;
    offer.AcceptColumns();
  }
  if (!wanted.order.empty() && Follows(all, wanted.order)) {
    offer.AcceptOrder(wanted.order.size());
    offer.AcceptTie();
  }
  offer.SetSchema(SchemaOf(Wanted(options, accepted)));
  offer.SetEstimate(options.rows.value);
  offer.SetSplits(std::max<std::int64_t>(1, (options.rows.value - 1) / kSplitRows + 1));
  offer.SetExplain(Format("{} rows of seed {}", options.rows.value, options.seed));
}

Schema GenerateSource::Open(Context& context) {
  Start(context, 0, rows_);
  return SchemaOf(columns_);
}

Schema GenerateSource::OpenSplit(Context& context, std::int64_t split) {
  const std::int64_t first = std::min(split * kSplitRows, rows_);
  Start(context, first, std::min(first + kSplitRows, rows_));
  return SchemaOf(columns_);
}

void GenerateSource::Start(const Context& context, std::int64_t first, std::int64_t end) {
  most_rows_ = context.batch_limits().rows;
  step_ = std::clamp(context.batch_limits().bytes / kBatchSteps / RowBytes(columns_), kLeastRows,
                     kMostRows);
  row_ = first;
  end_ = end;
}

ReadStatus GenerateSource::Read(RecordBatchBuilder& batch) {
  while (!batch.full() && row_ < end_) {
    const std::int64_t count =
        std::min({step_, end_ - row_, std::max<std::int64_t>(1, most_rows_ - batch.num_rows())});
    for (std::size_t i = 0; i < columns_.size(); ++i)
      columns_[i].generator->Append(static_cast<std::uint64_t>(row_), count,
                                    batch.column(static_cast<int>(i)));
    row_ += count;
  }
  return row_ < end_ ? ReadStatus::kMore : ReadStatus::kEnd;
}

}  // namespace etl::generate

ETL_PLUGIN(generate, "0.1.0") {
  plugin.Add<etl::generate::GenerateSource>("generate",
                                            "Makes up rows, the same for the same seed.");
}

// SPDX-License-Identifier: Apache-2.0
#include "runtime/stand_in.h"

#include <algorithm>
#include <utility>

#include "etl/component.h"

namespace etl::runtime {

// An instance. The component's functions have no C++ exception leave them, as those of a plugin.
struct StandIn::Running {
  const StandIn& of;
  etl_host* host;
  Context context;
  std::shared_ptr<StoredRows> rows = {};

  static Running* Of(void* instance) { return static_cast<Running*>(instance); }

  int OpenSource(ArrowArrayStream* out) {
    return detail::Guard(host, [&] {
      rows = of.open_(context);
      detail::ExportedStream::Export(
          host, of.schema_, [kept = rows] { return kept->Next(); }, out);
    });
  }

  int OpenTransform(ArrowArrayStream* const* inputs, std::size_t count, ArrowArrayStream* out) {
    return detail::Guard(host, [&] {
      rows = of.open_(context);
      auto readers = std::make_shared<std::vector<BatchReader>>();
      for (std::size_t i = 0; i < count; ++i) readers->emplace_back(inputs[i]);
      detail::ExportedStream::Export(
          host, of.schema_,
          [kept = rows, readers] {
            ReadInputs(*readers, *kept);
            return kept->Next();
          },
          out);
    });
  }

  static void ReadInputs(std::vector<BatchReader>& readers, StoredRows& rows) {
    if (readers.empty()) return;
    for (BatchReader& reader : readers)
      while (const std::optional<RecordBatch> batch = reader.Next()) rows.Input(*batch);
    readers.clear();
    rows.InputEnded();
  }
};

StandIn::StandIn(etl_role role, Schema schema, Order order, Open open)
    : schema_(std::move(schema)), order_(std::move(order)), open_(std::move(open)) {
  FillTable(role);
  component_.c = &c_;
  component_.role = role;
  component_.name = component_.plugin_name = c_.name;
  component_.min_inputs = c_.min_inputs;
  component_.max_inputs = c_.max_inputs;
}

void StandIn::FillTable(etl_role role) {
  c_.size = sizeof c_;
  c_.role = role;
  c_.name = "rows";
  c_.help = "";
  c_.self = this;
  if (role == ETL_TRANSFORM) c_.min_inputs = 1, c_.max_inputs = 1000;
  c_.describe = [](const etl_component* c, etl_host* host, const etl_node*, const etl_input* const*,
                   std::size_t, etl_plan* out) -> std::int32_t {
    const auto* self = static_cast<const StandIn*>(c->self);
    return detail::Guard(host, [&] {
      Plan plan(out);
      plan.SetSchema(self->schema_);
      if (!self->order_.empty()) plan.SetOrder(self->order_);
      if (self->c_.role == ETL_TRANSFORM) plan.SetKind(Kind::kWhole);
    });
  };
  c_.create = [](const etl_component* c, etl_host* host, const etl_node*, const etl_scan*,
                 void** instance) -> std::int32_t {
    *instance = new Running{*static_cast<const StandIn*>(c->self), host, Context(host)};
    return ETL_OK;
  };
  c_.destroy = [](void* instance) { delete Running::Of(instance); };
  c_.cancel = [](void*) {};
  if (role == ETL_SOURCE)
    c_.open_source = [](void* instance, ArrowArrayStream* out) -> std::int32_t {
      return Running::Of(instance)->OpenSource(out);
    };
  else
    c_.open_transform = [](void* instance, ArrowArrayStream* const* inputs, std::size_t count,
                           ArrowArrayStream* out) -> std::int32_t {
      return Running::Of(instance)->OpenTransform(inputs, count, out);
    };
  c_.locate = [](void* instance, std::int64_t row, etl_text* out) {
    const Running* self = Running::Of(instance);
    if (!self->rows) return;
    detail::Guard(self->host, [&] { out->set(out, detail::ToStr(self->rows->Locate(row))); });
  };
}

std::optional<RecordBatch> BatchRows::Next() {
  while (next_ < batches_.size() && row_ == batches_[next_].num_rows()) ++next_, row_ = 0;
  if (next_ == batches_.size()) return std::nullopt;
  const RecordBatch& batch = batches_[next_];
  const std::int64_t rows = std::min(limits_.rows, batch.num_rows() - row_);
  row_ += rows;
  return batch.Slice(row_ - rows, rows);
}

}  // namespace etl::runtime

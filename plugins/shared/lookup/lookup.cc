// SPDX-License-Identifier: Apache-2.0
#include "plugins/shared/lookup/lookup.h"

#include <algorithm>
#include <limits>
#include <utility>

#include "plugins/shared/lookup/key.h"

namespace etl::lookup {
namespace {

// Rows being read, their buffers' reserves, and the copy in the order of the keys.
constexpr std::int64_t kCopies = 3;

// Of the input: so many may wait at the cost of what is known of keys, more only where memory is
// free.
constexpr std::int64_t kPendingBatches = 16;

std::int64_t BytesOf(RecordBatchBuilder& rows) {
  std::int64_t bytes = 0;
  for (int i = 0; i < rows.schema().size(); ++i) bytes += rows.column(i).bytes();
  return bytes;
}

std::string Note(const LookupSettings& settings) {
  return Format("{} lookup of {} keys in a statement", settings.type, settings.batch.value);
}

}  // namespace

void Lookup::DescribeLookup(const LookupSettings& settings, const DeclaredSchema& declared,
                            Context& context, const std::vector<PlanInput>& inputs, Plan& plan) {
  const PlanInput& input = inputs.at(0);
  const LookupLayout layout =
      MakeLayout(settings, declared, context.step(), input.name, input.schema);
  plan.SetSchema(layout.schema);
  // One instance for all rows, or each of several would ask for the same keys.
  plan.SetKind(Kind::kByKey);
  plan.SetOrder(input.order);
  plan.SetMinimumMemory(4 * context.batch_limits().bytes);
  for (const int key : layout.input_keys) plan.Needs(0, input.schema[key].name);
  for (int i = 0; i < input.schema.size(); ++i) plan.AddLineage(i, 0, input.schema[i].name);
  plan.AddNote(Note(settings));
}

Schema Lookup::Open(Context& context, std::vector<BatchReader> inputs) {
  context_ = &context;
  input_ = std::move(inputs.at(0));
  const Schema& input = input_->schema();
  layout_ = MakeLayout(settings_, declared_, context.step(), context.input_name(0), input);
  for (const int key : layout_->input_keys) key_types_.push_back(ValueTypeOf(input[key].type));
  memory_.emplace(context);
  table_.emplace(*memory_);
  pending_.emplace(*layout_, *table_, *memory_, kPendingBatches * context.batch_limits().bytes);
  output_.emplace(*layout_, settings_.keeps_unmatched(), context.batch_limits());
  fetcher_ = Connect(context);
  return layout_->schema;
}

void Lookup::CheckKeys(const sql_source::Selection& selection) const {
  for (std::size_t i = 0; i < key_types_.size(); ++i)
    selection.CheckKey(layout_->KeyNames()[i], key_types_[i]);
}

void Lookup::CheckKeys(const LookupSettings& settings, const DeclaredSchema& declared,
                       Context& context, const PlanInput& input,
                       const sql_source::Selection& selection) {
  const LookupLayout layout =
      MakeLayout(settings, declared, context.step(), input.name, input.schema);
  const std::vector<std::string> names = layout.KeyNames();
  for (std::size_t i = 0; i < names.size(); ++i)
    selection.CheckKey(names[i], ValueTypeOf(input.schema[layout.input_keys[i]].type));
}

std::optional<RecordBatch> Lookup::Next() {
  for (;;) {
    context_->CheckCancelled();
    std::optional<RecordBatch> batch = output_->Next(*pending_, *table_);
    if (pending_->empty()) full_ = false;
    CountRows();
    if (batch || (ended_ && pending_->empty())) return batch;
    const std::int64_t wanting = table_->wanting();
    const bool no_more = ended_ || full_ || table_->full();
    if (wanting >= settings_.batch.value || (wanting > 0 && no_more))
      Ask();
    else
      TakeInput();
  }
}

// True if there was more of it.
bool Lookup::TakeInput() {
  std::optional<RecordBatch> rows = input_->Next();
  ended_ = !rows;
  if (rows) full_ = !pending_->Add(std::move(*rows));
  return !ended_;
}

// Asks for the first keys that are wanting; for fewer of them where the answer finds no room.
void Lookup::Ask() {
  for (std::int64_t count = settings_.batch.value;;) {
    PendingRows::Wanted wanted = pending_->FirstWanted(count);
    if (wanted.entries.empty()) return;
    RecordBatchBuilder rows(layout_->table, {std::numeric_limits<std::int64_t>::max(),
                                             std::numeric_limits<std::int64_t>::max()});
    if (Fetch(wanted.keys, rows)) {
      context_->Metric("keys", static_cast<std::int64_t>(wanted.entries.size()));
      return table_->AddBlock(
          MakeBlock(*layout_, rows.Finish(), std::move(wanted.entries),
                    [this](const std::string& key) { return table_->Find(key); }));
    }
    if (wanted.entries.size() == 1)
      throw EnvironmentError("the rows of one key do not fit into the memory: more than {}",
                             rows.num_rows())
          .Hint("raise --memory, or join the two with sort_merge_join, which goes to disk");
    count = static_cast<std::int64_t>(wanted.entries.size()) / 2;
  }
}

bool Lookup::Fetch(const sql_source::KeySet& keys, RecordBatchBuilder& rows) {
  std::int64_t held = 0;
  const auto has_room = [&] {
    context_->CheckCancelled();
    const std::int64_t needed = kCopies * BytesOf(rows);
    if (needed <= held) return true;
    if (!table_->TryMemory(needed - held)) return false;
    held = needed;
    return true;
  };
  const bool whole = fetcher_->Fetch(keys, rows, has_room) && has_room();
  memory_->Release(held);
  return whole;
}

void Lookup::CountRows() {
  const std::int64_t pairs = output_->matched_pairs(), unmatched = output_->unmatched_rows();
  if (pairs == reported_pairs_ && unmatched == reported_unmatched_) return;
  context_->Metric("pairs", pairs - std::exchange(reported_pairs_, pairs));
  context_->Metric("unmatched_left", unmatched - std::exchange(reported_unmatched_, unmatched));
}

}  // namespace etl::lookup

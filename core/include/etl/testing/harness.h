// SPDX-License-Identifier: Apache-2.0
// Runs one component in a unit test, through its C table, with a host that keeps everything in
// memory.
//
//   etl::testing::Host host;
//   auto rows = etl::testing::ReadSource<LinesSource>(host, "{path: a.txt}");
//   EXPECT_EQ(rows.text, "1|first\n2|second\n");
#pragma once

#include <atomic>
#include <cctype>
#include <deque>
#include <list>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "etl/component.h"
#include "etl/value_text.h"

ETL_SDK_BEGIN
namespace testing {

// An option tree, written as a flow mapping: {path: a.txt, keys: [a, b], set: {x: "lower(y)"}}.
// Scalars are plain (up to , ] } or a colon and a space) or double-quoted with \" and \\.
struct OptionTree {
  etl_node_kind kind = ETL_NODE_NULL;
  std::string text;
  std::vector<std::pair<std::string, std::unique_ptr<OptionTree>>> children;

  static OptionTree Parse(std::string_view text) {
    const char* at = text.data();
    return ParseAt(at, text.data() + text.size());
  }
  const etl_node* node() const { return reinterpret_cast<const etl_node*>(this); }
  static const OptionTree* From(const etl_node* node) {
    return reinterpret_cast<const OptionTree*>(node);
  }

 private:
  static void Space(const char*& at, const char* end) {
    while (at < end && std::isspace(static_cast<unsigned char>(*at))) ++at;
  }
  static std::string Scalar(const char*& at, const char* end) {
    std::string out;
    if (at < end && *at == '"') {
      for (++at; at < end && *at != '"'; ++at) out += *at == '\\' ? *++at : *at;
      ++at;
      return out;
    }
    while (at < end && *at != ',' && *at != ']' && *at != '}' &&
           !(*at == ':' && (at + 1 == end || at[1] == ' ')))
      out += *at++;
    while (!out.empty() && out.back() == ' ') out.pop_back();
    return out;
  }
  static OptionTree ParseAt(const char*& at, const char* end) {
    OptionTree tree;
    Space(at, end);
    if (at < end && (*at == '{' || *at == '[')) {
      const bool mapping = *at++ == '{';
      tree.kind = mapping ? ETL_NODE_MAPPING : ETL_NODE_SEQUENCE;
      for (Space(at, end); at < end && *at != '}' && *at != ']'; Space(at, end)) {
        std::string key;
        if (mapping) key = Scalar(at, end), ++at;
        tree.children.emplace_back(std::move(key), std::make_unique<OptionTree>(ParseAt(at, end)));
        Space(at, end);
        if (at < end && *at == ',') ++at;
      }
      ++at;
    } else {
      tree.kind = ETL_NODE_SCALAR;
      tree.text = Scalar(at, end);
    }
    return tree;
  }
};

// What a component reported through etl_host.fail, thrown by the functions below.
struct Failure : std::runtime_error {
  Failure(int code, const std::string& message) : std::runtime_error(message), status(code) {}
  int status;
  std::string hint, column, position;
  std::int64_t row = -1, caret = -1;
  std::string option_text;
};

// Collects rows as text: a line per row, values separated by '|', null as "null".
struct Rows {
  Schema schema;
  std::vector<RecordBatch> batches;
  std::string text;
  std::int64_t count = 0;

  void Add(RecordBatch batch) {
    for (std::int64_t row = 0; row < batch.num_rows(); ++row)
      for (int i = 0; i < batch.num_columns(); ++i)
        text += FormatValue(batch.column(i), row) + (i + 1 < batch.num_columns() ? "|" : "\n");
    count += batch.num_rows();
    batches.push_back(std::move(batch));
  }
};

// Rows from text values; the text "null" is null.
inline RecordBatch MakeBatch(const Schema& schema,
                             const std::vector<std::vector<std::string>>& rows) {
  RecordBatchBuilder builder(schema);
  for (const auto& row : rows)
    for (int i = 0; i < schema.size(); ++i) {
      const std::string& text = row.at(static_cast<std::size_t>(i));
      if (text == "null")
        builder.column(i).AppendNull();
      else if (!TryAppendParsed(builder.column(i), text))
        throw std::logic_error("not a " + ToString(schema[i].type) + ": " + text);
    }
  return builder.Finish();
}

class Host {
 public:
  Host() {
    host_ = {};
    host_.size = sizeof host_;
    host_.abi_major = ETL_ABI_MAJOR;
    host_.abi_minor = ETL_ABI_MINOR;
    host_.self = this;
    host_.step = {"step", 4};
    host_.run_id = {"testrun", 7};
    host_.batch_rows = 4096;
    host_.batch_bytes = 512 * 1024;
    FillNodes();
    FillServices();
  }
  Host(const Host&) = delete;

  etl_host* get() { return &host_; }
  void set_batch_rows(std::int64_t rows) { host_.batch_rows = rows; }
  // The names of the steps that the next instance reads; RunTransform calls it.
  void set_inputs(std::vector<std::string> names) {
    input_names_ = std::move(names);
    input_views_.clear();
    for (const std::string& name : input_names_) input_views_.push_back(detail::ToStr(name));
    host_.inputs = input_views_.data();
    host_.input_count = input_views_.size();
  }

  // The option tree of these words, kept as long as the host.
  const etl_node* Options(std::string_view text) {
    trees_.push_back(OptionTree::Parse(text));
    return trees_.back().node();
  }
  // Throws what was reported, or that something failed in silence.
  void Check(int status) {
    if (status == ETL_OK) return;
    if (!failures.empty()) {
      Failure failure = failures.back();
      failures.clear();
      throw failure;
    }
    throw Failure(status, status == ETL_CANCELLED ? "cancelled" : "failed without a report");
  }

  std::map<std::string, Value> params;
  std::vector<Failure> failures;
  std::vector<std::string> logs, claims;
  std::map<std::string, std::int64_t> metrics;
  std::map<std::string, std::string> artifacts;  // by media type
  bool keeps_rejects = false;                    // as with `on_error: reject`
  std::vector<Failure> rejects;
  std::vector<std::string> rejected_data, statements;
  std::int64_t memory_left = 64 << 20;
  std::atomic<bool> cancelled = false;

 private:
  // A buffer that keeps batches in a vector.
  struct MemoryBuffer {
    etl_buffer buffer{};
    Host* host = nullptr;
    Schema schema;
    std::vector<RecordBatch> batches;
  };

  static Host* Self(etl_host* host) { return static_cast<Host*>(host->self); }
  void FillNodes() {
    host_.node_kind = [](const etl_node* node) {
      return std::uint32_t{OptionTree::From(node)->kind};
    };
    host_.node_size = [](const etl_node* node) { return OptionTree::From(node)->children.size(); };
    host_.node_at = [](const etl_node* node, std::size_t i) {
      return static_cast<const OptionTree*>(OptionTree::From(node)->children.at(i).second.get())
          ->node();
    };
    host_.node_key = [](const etl_node* node, std::size_t i) {
      return detail::ToStr(OptionTree::From(node)->children.at(i).first);
    };
    host_.node_get = [](const etl_node* node, etl_str key) -> const etl_node* {
      for (const auto& [name, child] : OptionTree::From(node)->children)
        if (name == detail::ToView(key)) return child->node();
      return nullptr;
    };
    host_.node_text = [](const etl_node* node) {
      return detail::ToStr(OptionTree::From(node)->text);
    };
    host_.node_line = [](const etl_node*) { return 1; };
    host_.node_column = [](const etl_node*) { return 1; };
  }
  void FillServices() {
    host_.param = [](etl_host* host, etl_str name, etl_value* out) -> int {
      auto found = Self(host)->params.find(std::string(detail::ToView(name)));
      if (found == Self(host)->params.end()) {
        Self(host)->failures.emplace_back(ETL_CONFIG_ERROR,
                                          "no parameter " + std::string(detail::ToView(name)));
        return ETL_CONFIG_ERROR;
      }
      *out = detail::ToC(found->second);
      return ETL_OK;
    };
    host_.log = [](etl_host* host, std::uint32_t, etl_str text) {
      const std::lock_guard lock(Self(host)->mutex_);
      Self(host)->logs.emplace_back(detail::ToView(text));
    };
    host_.fail = [](etl_host* host, const etl_error* error) { Self(host)->Reported(*error); };
    host_.cancelled = [](etl_host* host) { return Self(host)->cancelled ? 1 : 0; };
    host_.mask = [](etl_host*, etl_str text, etl_text* out) { out->set(out, text); };
    host_.metric = [](etl_host* host, etl_str name, std::int64_t delta) {
      const std::lock_guard lock(Self(host)->mutex_);
      Self(host)->metrics[std::string(detail::ToView(name))] += delta;
    };
    host_.try_memory = [](etl_host* host, std::int64_t bytes) -> int {
      const std::lock_guard lock(Self(host)->mutex_);
      if (bytes > Self(host)->memory_left) return 0;
      Self(host)->memory_left -= bytes;
      return 1;
    };
    host_.new_buffer = NewBuffer;
    host_.claim = [](etl_host* host, etl_str token) -> int {
      Self(host)->claims.emplace_back(detail::ToView(token));
      return ETL_OK;
    };
    host_.artifact = [](etl_host* host, etl_str media_type, etl_str content) {
      Self(host)->artifacts[std::string(detail::ToView(media_type))] = detail::ToView(content);
    };
    host_.reject = [](etl_host* host, const etl_error* error) -> int {
      Host* self = Self(host);
      if (!self->keeps_rejects) {
        host->fail(host, error);
        return error->code;
      }
      const std::lock_guard lock(self->mutex_);
      self->rejects.push_back(ToFailure(*error));
      self->rejected_data.emplace_back(detail::ToView(error->data));
      return ETL_OK;
    };
    host_.statement = [](etl_host* host, etl_str text, std::int64_t) {
      const std::lock_guard lock(Self(host)->mutex_);
      Self(host)->statements.emplace_back(detail::ToView(text));
    };
    host_.extension = [](etl_host*, const char*) -> const void* { return nullptr; };
  }
  static Failure ToFailure(const etl_error& error) {
    Failure failure(error.code, std::string(detail::ToView(error.message)));
    failure.hint = detail::ToView(error.hint);
    failure.column = detail::ToView(error.column);
    failure.position = detail::ToView(error.position);
    failure.row = error.row;
    failure.caret = error.caret;
    if (error.option) failure.option_text = OptionTree::From(error.option)->text;
    return failure;
  }
  void Reported(const etl_error& error) {
    Failure failure = ToFailure(error);
    const std::lock_guard lock(mutex_);
    failures.push_back(std::move(failure));
  }
  static int NewBuffer(etl_host* host, const ArrowSchema* schema, etl_buffer** out) {
    auto* made = new MemoryBuffer;
    made->host = Self(host);
    made->schema = ImportSchema(schema);
    made->buffer = {sizeof(etl_buffer),
                    made,
                    [](etl_buffer* buffer, ArrowArray* array) -> int {
                      auto* self = static_cast<MemoryBuffer*>(buffer->self);
                      self->batches.push_back(ImportBatch(array, self->schema));
                      return ETL_OK;
                    },
                    [](etl_buffer* buffer, ArrowArrayStream* stream) -> int {
                      auto* self = static_cast<MemoryBuffer*>(buffer->self);
                      Export(*self->host, self->schema, self->batches, stream);
                      return ETL_OK;
                    },
                    [](etl_buffer* buffer) -> int {
                      static_cast<MemoryBuffer*>(buffer->self)->batches.clear();
                      return ETL_OK;
                    },
                    [](etl_buffer* buffer) { delete static_cast<MemoryBuffer*>(buffer->self); }};
    *out = &made->buffer;
    return ETL_OK;
  }

 public:
  // A stream over batches that are there already.
  static void Export(Host& host, const Schema& schema, std::vector<RecordBatch> batches,
                     ArrowArrayStream* out) {
    auto pull = [batches = std::move(batches),
                 i = std::size_t{0}]() mutable -> std::optional<RecordBatch> {
      if (i == batches.size()) return std::nullopt;
      return batches[i++];
    };
    detail::ExportedStream::Export(host.get(), schema, std::move(pull), out);
  }

 private:
  etl_host host_;
  std::mutex mutex_;  // a step may call its host from any thread
  std::deque<OptionTree> trees_;
  std::vector<std::string> input_names_;
  std::vector<etl_str> input_views_;
};

// The C table of a component, as a plugin would export it.
template <typename T>
const etl_component& TableOf() {
  static const auto table = detail::MakeComponent<T>("component", "");
  return table->component;
}

// An instance through its table; destroyed with this object.
template <typename T>
class InstanceOf {
 public:
  InstanceOf(Host& host, const etl_node* options, const Scan* scan) : host_(host) {
    std::optional<detail::CScan> c_scan;
    if (scan) c_scan.emplace(*scan);
    host.Check(TableOf<T>().create(&TableOf<T>(), host.get(), options,
                                   scan ? c_scan->get() : nullptr, &instance_));
  }
  InstanceOf(const InstanceOf&) = delete;
  ~InstanceOf() {
    if (instance_) TableOf<T>().destroy(instance_);
  }
  void* get() const { return instance_; }
  void Cancel() { TableOf<T>().cancel(instance_); }

 private:
  Host& host_;
  void* instance_ = nullptr;
};

// Reads a stream to its end. The stream is released before the instance that made it.
inline Rows Collect(Host& host, ArrowArrayStream* stream) {
  Rows rows;
  try {
    BatchReader reader(stream);
    rows.schema = reader.schema();
    while (auto batch = reader.Next()) rows.Add(std::move(*batch));
  } catch (const InputFailed& failed) {
    host.Check(failed.status());
  }
  return rows;
}

template <typename T>
Rows ReadSource(Host& host, std::string_view options, const Scan& scan = {}) {
  InstanceOf<T> instance(host, host.Options(options), &scan);
  ArrowArrayStream stream;
  host.Check(TableOf<T>().open_source(instance.get(), &stream));
  return Collect(host, &stream);
}

// What one instance of a SplitSource gives for these parts, one after the other.
template <typename T>
Rows ReadSplits(Host& host, std::string_view options, const std::vector<std::int64_t>& splits,
                const Scan& scan = {}) {
  InstanceOf<T> instance(host, host.Options(options), &scan);
  Rows rows;
  for (const std::int64_t split : splits) {
    ArrowArrayStream stream;
    host.Check(TableOf<T>().open_split(instance.get(), split, &stream));
    Rows part = Collect(host, &stream);
    rows.schema = part.schema;
    for (RecordBatch& batch : part.batches) rows.Add(std::move(batch));
  }
  return rows;
}

// One input of a transform.
struct Input {
  std::string name;
  Schema schema;
  std::vector<RecordBatch> batches = {};
  Order order = {};
};

// What a component said of itself.
struct Described {
  std::optional<Schema> schema;
  std::optional<Order> order;
  std::map<std::size_t, Order> required;
  Kind kind = Kind::kRowwise;
  std::int64_t minimum_memory = 0;
  std::vector<std::string> lineage;  // "0<-1.id", "*<-0.id"
  std::vector<Predicate> predicates;
  std::vector<std::string> notes;
};

template <typename T>
Described Describe(Host& host, std::string_view options, const std::vector<Input>& inputs = {}) {
  Described result;
  etl_plan plan{};
  plan.size = sizeof plan;
  plan.self = &result;
  plan.set_schema = [](etl_plan* p, ArrowSchema* schema) {
    static_cast<Described*>(p->self)->schema = ImportSchema(schema);
    schema->release(schema);
  };
  plan.set_order = [](etl_plan* p, const etl_order_key* const* keys, std::size_t n) {
    static_cast<Described*>(p->self)->order = detail::FromC(keys, n);
  };
  plan.require_order = [](etl_plan* p, std::size_t input, const etl_order_key* const* keys,
                          std::size_t n) {
    static_cast<Described*>(p->self)->required[input] = detail::FromC(keys, n);
  };
  plan.set_kind = [](etl_plan* p, std::uint32_t kind) {
    static_cast<Described*>(p->self)->kind = static_cast<Kind>(kind);
  };
  plan.set_minimum_memory = [](etl_plan* p, std::int64_t bytes) {
    static_cast<Described*>(p->self)->minimum_memory = bytes;
  };
  plan.add_lineage = [](etl_plan* p, std::size_t output, std::size_t input, etl_str column) {
    const std::string left = output == static_cast<std::size_t>(-1) ? "*" : std::to_string(output);
    static_cast<Described*>(p->self)->lineage.push_back(left + "<-" + std::to_string(input) + "." +
                                                        std::string(detail::ToView(column)));
  };
  plan.add_predicate = [](etl_plan* p, const etl_predicate* predicate) {
    static_cast<Described*>(p->self)->predicates.push_back(detail::FromC(*predicate));
  };
  plan.allow_reduction = [](etl_plan*, const etl_reduction*) {};
  plan.add_note = [](etl_plan* p, etl_str text) {
    static_cast<Described*>(p->self)->notes.emplace_back(detail::ToView(text));
  };
  std::vector<ArrowSchema> schemas(inputs.size());
  std::list<detail::COrder> orders;
  std::vector<etl_input> c_inputs;
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    ExportSchema(inputs[i].schema, &schemas[i]);
    orders.emplace_back(inputs[i].order);
    c_inputs.push_back({sizeof(etl_input), detail::ToStr(inputs[i].name), &schemas[i],
                        orders.back().data(), orders.back().size()});
  }
  std::vector<const etl_input*> pointers;
  for (const etl_input& input : c_inputs) pointers.push_back(&input);
  const int status = TableOf<T>().describe(&TableOf<T>(), host.get(), host.Options(options),
                                           pointers.data(), pointers.size(), &plan);
  for (ArrowSchema& schema : schemas) schema.release(&schema);
  host.Check(status);
  return result;
}

// What a source offered.
struct Offered {
  std::optional<Schema> schema;
  bool columns = false, tie = false, limit = false;
  std::vector<std::size_t> predicates;
  std::size_t order = 0;
  std::int64_t estimate = -1, splits = 1;
  std::string explain;
  Scan accepted;  // to be given to ReadSource
};

template <typename T>
Offered MakeOffer(Host& host, std::string_view options, const Scan& wanted) {
  Offered result;
  etl_offer offer{};
  offer.size = sizeof offer;
  offer.self = &result;
  offer.set_schema = [](etl_offer* o, ArrowSchema* schema) {
    static_cast<Offered*>(o->self)->schema = ImportSchema(schema);
    schema->release(schema);
  };
  offer.accept_columns = [](etl_offer* o) { static_cast<Offered*>(o->self)->columns = true; };
  offer.accept_predicate = [](etl_offer* o, std::size_t i) {
    static_cast<Offered*>(o->self)->predicates.push_back(i);
  };
  offer.accept_order = [](etl_offer* o, std::size_t n) {
    static_cast<Offered*>(o->self)->order = n;
  };
  offer.accept_tie = [](etl_offer* o) { static_cast<Offered*>(o->self)->tie = true; };
  offer.accept_limit = [](etl_offer* o) { static_cast<Offered*>(o->self)->limit = true; };
  offer.set_estimate = [](etl_offer* o, std::int64_t n) {
    static_cast<Offered*>(o->self)->estimate = n;
  };
  offer.set_explain = [](etl_offer* o, etl_str text) {
    static_cast<Offered*>(o->self)->explain = detail::ToView(text);
  };
  offer.set_snapshot = [](etl_offer* o, etl_str text) {
    static_cast<Offered*>(o->self)->accepted.snapshot = detail::ToView(text);
  };
  offer.set_splits = [](etl_offer* o, std::int64_t n) {
    static_cast<Offered*>(o->self)->splits = n;
  };
  detail::CScan scan(wanted);
  host.Check(
      TableOf<T>().offer(&TableOf<T>(), host.get(), host.Options(options), scan.get(), &offer));
  if (result.columns) result.accepted.columns = wanted.columns;
  for (std::size_t i : result.predicates)
    result.accepted.predicates.push_back(wanted.predicates.at(i));
  result.accepted.order.assign(wanted.order.begin(),
                               wanted.order.begin() + static_cast<std::ptrdiff_t>(result.order));
  result.accepted.tie = result.tie;
  if (result.limit) result.accepted.limit = wanted.limit;
  return result;
}

template <typename T>
Rows RunTransform(Host& host, std::string_view options, std::vector<Input> inputs) {
  std::vector<std::string> names;
  for (const Input& input : inputs) names.push_back(input.name);
  host.set_inputs(std::move(names));
  InstanceOf<T> instance(host, host.Options(options), nullptr);
  std::vector<ArrowArrayStream> streams(inputs.size());
  std::vector<ArrowArrayStream*> pointers;
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    Host::Export(host, inputs[i].schema, std::move(inputs[i].batches), &streams[i]);
    pointers.push_back(&streams[i]);
  }
  ArrowArrayStream out;
  const int status =
      TableOf<T>().open_transform(instance.get(), pointers.data(), pointers.size(), &out);
  for (ArrowArrayStream& stream : streams)
    if (stream.release) stream.release(&stream);
  host.Check(status);
  return Collect(host, &out);
}

// Opens, writes, prepares, destroys and settles; returns the token.
template <typename T>
std::string RunSink(Host& host, std::string_view options, const Schema& schema,
                    const std::vector<RecordBatch>& batches,
                    Decision decision = Decision::kCommit) {
  const etl_component& table = TableOf<T>();
  const etl_node* node = host.Options(options);
  detail::TextOut token;
  {
    InstanceOf<T> instance(host, node, nullptr);
    ArrowSchema exported;
    ExportSchema(schema, &exported);
    const int status = table.open_sink(instance.get(), &exported);
    exported.release(&exported);
    host.Check(status);
    for (const RecordBatch& batch : batches) {
      ArrowArray array;
      ExportBatch(batch, &array);
      host.Check(table.write(instance.get(), &array));
    }
    host.Check(table.prepare(instance.get(), token.get()));
  }
  std::string text = token.take();
  host.Check(table.settle(&table, host.get(), node, detail::ToStr(text),
                          static_cast<std::uint32_t>(decision)));
  return text;
}

}  // namespace testing
ETL_SDK_END

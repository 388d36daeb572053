// SPDX-License-Identifier: Apache-2.0
// The C side of a C++ component: catches exceptions, turns classes into function tables. Read the
// classes in source.h, transform.h and sink.h first; an author calls nothing of this.
#pragma once

#include <concepts>
#include <exception>
#include <memory>
#include <new>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "etl/discovery.h"
#include "etl/sink.h"
#include "etl/source.h"
#include "etl/transform.h"

ETL_SDK_BEGIN

namespace detail {

inline int Fail(etl_host* host, const Error& error) {
  const std::string message = error.what();
  const etl_error out = ToC(error, message);
  host->fail(host, &out);
  return error.status();
}

// Runs `body`; what it throws is reported to the host and becomes a status.
template <typename Body>
int Guard(etl_host* host, Body&& body) noexcept {
  try {
    body();
    return ETL_OK;
  } catch (const InputFailed& failed) {
    return failed.status();
  } catch (const Cancelled&) {
    return ETL_CANCELLED;
  } catch (const Error& error) {
    return Fail(host, error);
  } catch (const std::bad_alloc&) {
    return Fail(host, EnvironmentError("out of memory"));
  } catch (const std::exception& error) {
    return Fail(host, Error(ETL_INTERNAL_ERROR,
                            Format("the plugin threw {}", std::string_view(error.what()))));
  } catch (...) {
    return Fail(host,
                Error(ETL_INTERNAL_ERROR, "the plugin threw something that is no std::exception"));
  }
}

// An ArrowArrayStream over a function that returns the next batch. `Pull` lives in the instance's
// thread of reading.
class ExportedStream {
 public:
  using Pull = std::function<std::optional<RecordBatch>()>;

  static void Export(etl_host* host, Schema schema, Pull pull, ArrowArrayStream* out) {
    *out = {GetSchema, GetNext, LastError, Release,
            new ExportedStream(host, std::move(schema), std::move(pull))};
  }

 private:
  ExportedStream(etl_host* host, Schema schema, Pull pull)
      : host_(host), schema_(std::move(schema)), pull_(std::move(pull)) {}

  static ExportedStream* Self(ArrowArrayStream* stream) {
    return static_cast<ExportedStream*>(stream->private_data);
  }
  static int GetSchema(ArrowArrayStream* stream, ArrowSchema* out) {
    ExportedStream* self = Self(stream);
    return Guard(self->host_, [&] { ExportSchema(self->schema_, out); });
  }
  static int GetNext(ArrowArrayStream* stream, ArrowArray* out) {
    ExportedStream* self = Self(stream);
    return Guard(self->host_, [&] {
      std::optional<RecordBatch> batch = self->pull_();
      if (batch)
        ExportBatch(*batch, out);
      else
        out->release = nullptr;
    });
  }
  static const char* LastError(ArrowArrayStream*) {
    return nullptr;
  }  // reported through etl_host.fail
  static void Release(ArrowArrayStream* stream) {
    delete Self(stream);
    stream->release = nullptr;
  }

  etl_host* host_;
  Schema schema_;
  Pull pull_;
};

// The component's table, with everything it points to. One for each registered class, never freed.
struct ComponentTable {
  etl_component component{};
  std::string name, help;
  std::unique_ptr<OptionTable> options;
};

// What an instance is behind its void*.
template <typename T>
struct Instance {
  etl_host* host;
  Context context;
  std::unique_ptr<T> object;
  Schema schema;  // of a sink's input
};

template <typename T>
T* ObjectOf(void* instance) {
  return static_cast<Instance<T>*>(instance)->object.get();
}

template <typename T>
using OptionsOf = typename T::Options;

template <typename T>
std::unique_ptr<T> Construct(const etl_host* host, const etl_node* node, const Scan& scan) {
  auto options = ReadOptions<OptionsOf<T>>(host, node);
  if constexpr (std::is_constructible_v<T, OptionsOf<T>, Scan>)
    return std::make_unique<T>(std::move(options), scan);
  else
    return std::make_unique<T>(std::move(options));
}

template <typename T>
int Create(const etl_component*, etl_host* host, const etl_node* options, const etl_scan* scan,
           void** out) {
  return Guard(host, [&] {
    *out = new Instance<T>{host, Context(host), Construct<T>(host, options, FromC(scan)), {}};
  });
}

template <typename T>
void Destroy(void* instance) {
  auto* self = static_cast<Instance<T>*>(instance);
  Guard(self->host, [&] { self->object.reset(); });
  delete self;
}

template <typename T>
void CancelInstance(void* instance) {
  if constexpr (requires(T & object) { object.Cancel(); }) ObjectOf<T>(instance)->Cancel();
}

inline std::vector<PlanInput> ReadInputs(const etl_input* const* inputs, std::size_t count) {
  std::vector<PlanInput> out;
  for (std::size_t i = 0; i < count; ++i)
    out.push_back({std::string(ToView(inputs[i]->name)), ImportSchema(inputs[i]->schema),
                   FromC(inputs[i]->order, inputs[i]->order_count)});
  return out;
}

template <typename T>
int DescribeSource(const etl_component*, etl_host* host, const etl_node* node,
                   const etl_input* const*, std::size_t, etl_plan* out) {
  return Guard(host, [&] {
    Context context(host);
    Plan plan(out);
    const auto options = ReadOptions<OptionsOf<T>>(host, node);
    if constexpr (requires { T::Describe(options, context, plan); })
      T::Describe(options, context, plan);
  });
}

template <typename T>
int OfferSource(const etl_component*, etl_host* host, const etl_node* node, const etl_scan* wanted,
                etl_offer* out) {
  return Guard(host, [&] {
    Context context(host);
    Offer offer(out);
    const auto options = ReadOptions<OptionsOf<T>>(host, node);
    if constexpr (requires { T::MakeOffer(options, context, FromC(wanted), offer); })
      T::MakeOffer(options, context, FromC(wanted), offer);
    else
      offer.SetSchema(Construct<T>(host, node, {})->Open(context));
  });
}

// Exports what Read gives until its end.
template <typename T>
void ExportRows(Instance<T>* self, Schema schema, ArrowArrayStream* out) {
  auto builder = std::make_shared<RecordBatchBuilder>(schema, self->context.batch_limits());
  auto pull = [self, builder, ended = false]() mutable -> std::optional<RecordBatch> {
    while (!ended) {
      self->context.CheckCancelled();
      ended = self->object->Read(*builder) == ReadStatus::kEnd;
      if (builder->num_rows() > 0) return builder->Finish();
    }
    return std::nullopt;
  };
  ExportedStream::Export(self->host, std::move(schema), std::move(pull), out);
}

template <typename T>
int OpenSource(void* instance, ArrowArrayStream* out) {
  auto* self = static_cast<Instance<T>*>(instance);
  return Guard(self->host, [&] { ExportRows(self, self->object->Open(self->context), out); });
}

template <typename T>
int OpenSplit(void* instance, std::int64_t split, ArrowArrayStream* out) {
  auto* self = static_cast<Instance<T>*>(instance);
  return Guard(self->host,
               [&] { ExportRows(self, self->object->OpenSplit(self->context, split), out); });
}

template <typename T>
void LocateRow(void* instance, std::int64_t row, etl_text* out) {
  Guard(static_cast<Instance<T>*>(instance)->host,
        [&] { out->set(out, ToStr(ObjectOf<T>(instance)->Locate(row))); });
}

template <typename T>
int DescribeInputs(const etl_component*, etl_host* host, const etl_node* node,
                   const etl_input* const* inputs, std::size_t count, etl_plan* out) {
  return Guard(host, [&] {
    Context context(host);
    Plan plan(out);
    const auto options = ReadOptions<OptionsOf<T>>(host, node);
    const auto read = ReadInputs(inputs, count);
    if constexpr (requires { T::Describe(options, context, read, plan); }) {
      T::Describe(options, context, read, plan);
    } else if constexpr (std::is_base_of_v<Transform, T>) {
      plan.SetSchema(T(options).Open(context, read.at(0).schema));
      plan.SetKind(Kind::kRowwise);
    }
  });
}

template <typename T>
int OpenTransform(void* instance, ArrowArrayStream* const* inputs, std::size_t count,
                  ArrowArrayStream* out) {
  auto* self = static_cast<Instance<T>*>(instance);
  return Guard(self->host, [&] {
    std::vector<BatchReader> readers;
    for (std::size_t i = 0; i < count; ++i) readers.emplace_back(inputs[i]);
    if constexpr (std::is_base_of_v<MultiTransform, T>) {
      Schema schema = self->object->Open(self->context, std::move(readers));
      ExportedStream::Export(
          self->host, std::move(schema), [self] { return self->object->Next(); }, out);
    } else {
      auto reader = std::make_shared<BatchReader>(std::move(readers.at(0)));
      Schema schema = self->object->Open(self->context, reader->schema());
      auto pull = [self, reader, queue = BatchQueue(), ended = false]() mutable {
        std::optional<RecordBatch> batch = queue.Pop();
        while (!batch && !ended) {
          if (auto input = reader->Next())
            self->object->Process(*input, queue);
          else
            self->object->Finish(queue), ended = true;
          batch = queue.Pop();
        }
        return batch;
      };
      ExportedStream::Export(self->host, std::move(schema), std::move(pull), out);
    }
  });
}

template <typename T>
int OpenSink(void* instance, const ArrowSchema* schema) {
  auto* self = static_cast<Instance<T>*>(instance);
  return Guard(self->host, [&] {
    self->schema = ImportSchema(schema);
    self->object->Open(self->context, self->schema);
  });
}

template <typename T>
int WriteSink(void* instance, ArrowArray* array) {
  auto* self = static_cast<Instance<T>*>(instance);
  return Guard(self->host, [&] { self->object->Write(ImportBatch(array, self->schema)); });
}

template <typename T>
int PrepareSink(void* instance, etl_text* token) {
  auto* self = static_cast<Instance<T>*>(instance);
  return Guard(self->host, [&] { token->set(token, ToStr(self->object->Prepare())); });
}

template <typename T>
int SettleSink(const etl_component*, etl_host* host, const etl_node* node, etl_str token,
               std::uint32_t decision) {
  return Guard(host, [&] {
    Context context(host);
    const auto options = ReadOptions<OptionsOf<T>>(host, node);
    T::Settle(context, node ? &options : nullptr, ToView(token), static_cast<Decision>(decision));
  });
}

template <typename T>
int CommitSink(void* instance) {
  auto* self = static_cast<Instance<T>*>(instance);
  return Guard(self->host, [&] { self->object->Commit(); });
}

template <typename T>
int CommittedSink(const etl_component*, etl_host* host, const etl_node* node, etl_str token,
                  std::int32_t* out) {
  return Guard(host, [&] {
    Context context(host);
    *out = T::Committed(context, ReadOptions<OptionsOf<T>>(host, node), ToView(token));
  });
}

template <typename T>
const etl_volatile_with* VolatileWithOf() {
  static constexpr etl_volatile_with kVolatileWith{
      sizeof(etl_volatile_with),
      [](const etl_component*, etl_host* host, const etl_node* node, std::int32_t* out) {
        return std::int32_t{
            Guard(host, [&] { *out = T::IsVolatile(ReadOptions<OptionsOf<T>>(host, node)); })};
      }};
  return &kVolatileWith;
}

template <typename T>
int OptionsFor(const etl_component*, etl_host* host, etl_str url, etl_str password,
               etl_discovery* out) {
  return Guard(host, [&] {
    Discovery discovery(out);
    T::OptionsFor(ToView(url), ToView(password), discovery);
  });
}

template <typename T>
int Discover(const etl_component*, etl_host* host, const etl_node* node, etl_str table,
             etl_discovery* out) {
  return Guard(host, [&] {
    Context context(host);
    Discovery discovery(out);
    T::Discover(ReadOptions<OptionsOf<T>>(host, node), ToView(table), context, discovery);
  });
}

template <typename T>
const etl_discover* DiscoverOf() {
  static constexpr etl_discover kDiscover = [] {
    etl_discover out{};
    out.size = sizeof out;
    if constexpr (requires { T::kSchemes; })
      out.schemes = T::kSchemes.data(), out.scheme_count = T::kSchemes.size();
    if constexpr (requires { T::kEndings; })
      out.endings = T::kEndings.data(), out.ending_count = T::kEndings.size();
    out.options_for = OptionsFor<T>;
    out.discover = Discover<T>;
    return out;
  }();
  return &kDiscover;
}

template <typename T>
const etl_check* CheckOf() {
  static constexpr etl_check kCheck{
      sizeof(etl_check),
      [](const etl_component*, etl_host* host, const etl_node* node, const etl_input* const* inputs,
         std::size_t count, etl_check_report* out) {
        return std::int32_t{Guard(host, [&] {
          Context context(host);
          CheckReport report(out);
          T::Check(ReadOptions<OptionsOf<T>>(host, node), context, ReadInputs(inputs, count),
                   report);
        })};
      }};
  return &kCheck;
}

template <typename T>
const void* FindExtension(const etl_component*, const char* id) {
  using O = OptionsOf<T>;
  const std::string_view wanted = id;
  if constexpr (requires(const O& options) { T::IsVolatile(options); })
    if (wanted == ETL_EXTENSION_VOLATILE_WITH) return VolatileWithOf<T>();
  if constexpr (requires(Discovery & out) { T::OptionsFor(wanted, wanted, out); })
    if (wanted == ETL_EXTENSION_DISCOVER) return DiscoverOf<T>();
  if constexpr (requires(const O& options, Context& context, const std::vector<PlanInput>& inputs,
                         CheckReport& report) { T::Check(options, context, inputs, report); })
    if (wanted == ETL_EXTENSION_CHECK) return CheckOf<T>();
  return nullptr;
}

template <typename T>
void FillRole(etl_component& component) {
  if constexpr (std::is_base_of_v<Source, T>) {
    component.role = ETL_SOURCE;
    component.describe = DescribeSource<T>;
    component.offer = OfferSource<T>;
    component.open_source = OpenSource<T>;
    component.locate = LocateRow<T>;
    if constexpr (std::is_base_of_v<SplitSource, T>) component.open_split = OpenSplit<T>;
  } else if constexpr (std::is_base_of_v<Sink, T>) {
    component.role = ETL_SINK;
    component.min_inputs = component.max_inputs = 1;
    component.describe = DescribeInputs<T>;
    component.open_sink = OpenSink<T>;
    component.write = WriteSink<T>;
    component.prepare = PrepareSink<T>;
    component.settle = SettleSink<T>;
    if constexpr (requires { T::kSettlesWithOptions; })
      component.flags |= T::kSettlesWithOptions ? ETL_SINK_SETTLES_WITH_OPTIONS : 0;
    if constexpr (std::is_base_of_v<VolatileSink, T>) {
      component.flags |= ETL_SINK_VOLATILE;
      component.commit = CommitSink<T>;
      component.committed = CommittedSink<T>;
    }
  } else {
    component.role = ETL_TRANSFORM;
    component.min_inputs = 1;
    component.max_inputs = std::is_base_of_v<MultiTransform, T> ? 64 : 1;
    if constexpr (requires { T::kInputs; })
      component.min_inputs = component.max_inputs = T::kInputs;
    component.describe = DescribeInputs<T>;
    component.open_transform = OpenTransform<T>;
  }
}

template <typename T>
std::unique_ptr<ComponentTable> MakeComponent(std::string name, std::string help) {
  static_assert(std::is_base_of_v<Source, T> || std::is_base_of_v<Transform, T> ||
                    std::is_base_of_v<MultiTransform, T> || std::is_base_of_v<Sink, T>,
                "a component derives from Source, Transform, MultiTransform or Sink");
  auto table = std::make_unique<ComponentTable>();
  table->name = std::move(name);
  table->help = std::move(help);
  table->options = std::make_unique<OptionTable>(OptionsOf<T>::Spec().decls());
  etl_component& component = table->component;
  component.size = sizeof component;
  component.name = table->name.c_str();
  component.help = table->help.c_str();
  component.options = table->options->data();
  component.option_count = table->options->size();
  component.create = Create<T>;
  component.destroy = Destroy<T>;
  component.cancel = CancelInstance<T>;
  component.extension = FindExtension<T>;
  FillRole<T>(component);
  return table;
}

}  // namespace detail

ETL_SDK_END

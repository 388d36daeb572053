// SPDX-License-Identifier: Apache-2.0
#include "tests/bench/micro/installed.h"

#include <dlfcn.h>

#include <cstring>
#include <utility>

namespace etl::bench {

const etl_component* FindComponent(etl_role role, const std::string& name) {
  static testing::Host scan_host;
  const std::string path = std::string(ETL_BENCH_PLUGINS) + "/libetl_" + name + ".so";
  void* library = dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);  // never closed
  if (!library) return nullptr;
  const auto* plugin = static_cast<const etl_plugin*>(dlsym(library, ETL_PLUGIN_SYMBOL));
  std::size_t count = 0;
  const etl_component* const* components = plugin->components(scan_host.get(), &count);
  for (std::size_t i = 0; i < count; ++i)
    if (components[i]->role == static_cast<std::uint32_t>(role) && components[i]->name == name)
      return components[i];
  return nullptr;
}

Instance::Instance(const etl_component& table, std::string_view options,
                   std::vector<std::string> inputs)
    : table_(table) {
  host_.set_inputs(std::move(inputs));
  const Scan everything;
  detail::CScan scan(everything);
  host_.Check(table.create(&table, host_.get(), host_.Options(options),
                           table.role == ETL_SOURCE ? scan.get() : nullptr, &instance_));
}

BatchReader Instance::OpenSource() {
  ArrowArrayStream out;
  host_.Check(table_.open_source(instance_, &out));
  return BatchReader(&out);
}

BatchReader Instance::OpenTransform(const Schema& schema,
                                    const std::vector<const std::vector<RecordBatch>*>& inputs) {
  std::vector<ArrowArrayStream> streams(inputs.size());
  std::vector<ArrowArrayStream*> pointers;
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    testing::Host::Export(host_, schema, *inputs[i], &streams[i]);
    pointers.push_back(&streams[i]);
  }
  ArrowArrayStream out;
  host_.Check(table_.open_transform(instance_, pointers.data(), pointers.size(), &out));
  return BatchReader(&out);
}

void Instance::OpenSink(const Schema& schema) {
  ArrowSchema exported;
  ExportSchema(schema, &exported);
  const int status = table_.open_sink(instance_, &exported);
  exported.release(&exported);
  host_.Check(status);
}

void Instance::Write(const RecordBatch& batch) {
  ArrowArray array;
  ExportBatch(batch, &array);
  host_.Check(table_.write(instance_, &array));
}

}  // namespace etl::bench

// SPDX-License-Identifier: Apache-2.0
// What the ABI tests share: the built plugins, a directory to break copies in, a component to call.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <stdlib.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "arrow/stream.h"
#include "etl/error.h"
#include "etl/testing/harness.h"
#include "plugin/registry.h"

namespace etl::plugin::testing {

namespace fs = std::filesystem;

inline const fs::path kBuilt = ETL_TEST_PLUGINS;

// A directory of its own for each test, removed at its end.
class TemporaryDirectory {
 public:
  TemporaryDirectory() {
    std::string pattern = (fs::temp_directory_path() / "etl-abi-XXXXXX").string();
    path_ = ::mkdtemp(pattern.data());
  }
  TemporaryDirectory(const TemporaryDirectory&) = delete;
  ~TemporaryDirectory() { fs::remove_all(path_); }
  const fs::path& path() const { return path_; }

 private:
  fs::path path_;
};

// The message and hint of what loading ends with; "loaded" if it does.
inline std::string LoadFrom(const fs::path& directory, std::string_view name) {
  etl::testing::Host host;
  Loader loader({directory});
  try {
    loader.Load(name, host.get());
    return "loaded";
  } catch (const EnvironmentError& error) {
    EXPECT_EQ(error.status(), ETL_ENVIRONMENT_ERROR);
    return std::string(error.what()) + (error.hint().empty() ? "" : " | " + error.hint());
  }
}

// Released here unless the plugin has taken it over.
template <typename T>
struct Exported {
  T c{};
  Exported() = default;
  Exported(const Exported&) = delete;
  ~Exported() {
    if (c.release) c.release(&c);
  }
};

// An instance of a component; every call of the plugin is guarded as the runtime does it.
class Instance {
 public:
  Instance(etl::testing::Host& host, const Component& component, std::string_view options)
      : host_(host), c_(*component.c), options_(host.Options(options)) {
    host.Check(arrow::CallPlugin(
        "create", [&] { return c_.create(&c_, host_.get(), options_, nullptr, &instance_); }));
  }
  Instance(const Instance&) = delete;
  ~Instance() {
    if (instance_) c_.destroy(instance_);
  }
  void Destroy() {
    arrow::CallPlugin("destroy", [&] {
      c_.destroy(std::exchange(instance_, nullptr));
      return 0;
    });
  }
  arrow::PluginStream OpenSource() {
    ArrowArrayStream stream{};
    host_.Check(
        arrow::CallPlugin("open_source", [&] { return c_.open_source(instance_, &stream); }));
    return arrow::PluginStream(&stream, arrow::Level::kFull);
  }
  void OpenSink(const Schema& schema) {
    Exported<ArrowSchema> exported;
    ExportSchema(schema, &exported.c);
    host_.Check(
        arrow::CallPlugin("open_sink", [&] { return c_.open_sink(instance_, &exported.c); }));
  }
  void Write(const RecordBatch& batch) {
    Exported<ArrowArray> exported;
    ExportBatch(batch, &exported.c);
    host_.Check(arrow::CallPlugin("write", [&] { return c_.write(instance_, &exported.c); }));
  }
  std::string Prepare() {
    etl::detail::TextOut token;
    host_.Check(arrow::CallPlugin("prepare", [&] { return c_.prepare(instance_, token.get()); }));
    return token.take();
  }
  const etl_node* options() const { return options_; }

 private:
  etl::testing::Host& host_;
  const etl_component& c_;
  const etl_node* options_;
  void* instance_ = nullptr;
};

inline void Settle(etl::testing::Host& host, const Component& component, const etl_node* options,
                   const std::string& token, etl_decision decision) {
  host.Check(arrow::CallPlugin("settle", [&] {
    return component.c->settle(component.c, host.get(), options, etl::detail::ToStr(token),
                               decision);
  }));
}

inline etl::testing::Rows ReadAll(Instance& instance) {
  etl::testing::Rows rows;
  arrow::PluginStream stream = instance.OpenSource();
  rows.schema = stream.schema();
  while (auto batch = stream.Next()) rows.Add(std::move(*batch));
  return rows;
}

}  // namespace etl::plugin::testing

// SPDX-License-Identifier: Apache-2.0
#include "plugin/table_check.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstddef>
#include <functional>
#include <stdexcept>

#include "etl/error.h"

namespace etl::plugin {
namespace {

using ::testing::HasSubstr;

etl_component Component(etl_role role) {
  etl_component c{};
  c.size = sizeof c;
  c.role = role;
  c.name = "thing";
  c.help = "Does a thing.";
  c.min_inputs = c.max_inputs = role == ETL_SOURCE ? 0 : 1;
  c.describe = [](const etl_component*, etl_host*, const etl_node*, const etl_input* const*,
                  std::size_t, etl_plan*) -> std::int32_t { return 0; };
  c.create = [](const etl_component*, etl_host*, const etl_node*, const etl_scan*,
                void**) -> std::int32_t { return 0; };
  c.destroy = c.cancel = [](void*) {};
  c.open_source = [](void*, ArrowArrayStream*) -> std::int32_t { return 0; };
  c.open_transform = [](void*, ArrowArrayStream* const*, std::size_t,
                        ArrowArrayStream*) -> std::int32_t { return 0; };
  c.open_sink = [](void*, const ArrowSchema*) -> std::int32_t { return 0; };
  c.write = [](void*, ArrowArray*) -> std::int32_t { return 0; };
  c.prepare = [](void*, etl_text*) -> std::int32_t { return 0; };
  c.settle = [](const etl_component*, etl_host*, const etl_node*, etl_str,
                std::uint32_t) -> std::int32_t { return 0; };
  return c;
}

// What components() returns; a plugin's own is a plain function.
const etl_component* const* returned = nullptr;
std::size_t returned_count = 0;

std::string CheckTable(const etl_component* const* table, std::size_t count) {
  returned = table;
  returned_count = count;
  etl_plugin plugin{sizeof plugin,
                    ETL_ABI_MAJOR,
                    ETL_ABI_MINOR,
                    "thing",
                    "1.0",
                    [](const etl_host*, std::size_t* out) {
                      *out = returned_count;
                      return returned;
                    }};
  try {
    CheckPlugin(plugin, "thing", "/lib/libetl_thing.so");
    CheckedComponents(plugin, nullptr, "/lib/libetl_thing.so");
  } catch (const EnvironmentError& error) {
    EXPECT_THAT(error.what(), HasSubstr("plugin /lib/libetl_thing.so "));
    return error.what();
  }
  return "fine";
}

std::string Check(etl_role role, const std::function<void(etl_component&)>& change) {
  etl_component component = Component(role);
  change(component);
  const etl_component* const table[] = {&component};
  return CheckTable(table, 1);
}

TEST(TableCheckTest, EveryRequiredFunction) {
  for (etl_role role : {ETL_SOURCE, ETL_TRANSFORM, ETL_SINK}) {
    EXPECT_EQ(Check(role, [](etl_component&) {}), "fine");
    EXPECT_THAT(Check(role, [](etl_component& c) { c.describe = nullptr; }),
                HasSubstr("component `thing` that lacks the function describe"));
    EXPECT_THAT(Check(role, [](etl_component& c) { c.create = nullptr; }), HasSubstr("create"));
    EXPECT_THAT(Check(role, [](etl_component& c) { c.destroy = nullptr; }), HasSubstr("destroy"));
    EXPECT_THAT(Check(role, [](etl_component& c) { c.cancel = nullptr; }), HasSubstr("cancel"));
  }
  EXPECT_THAT(Check(ETL_SOURCE, [](etl_component& c) { c.open_source = nullptr; }),
              HasSubstr("lacks the function open_source"));
  EXPECT_THAT(Check(ETL_TRANSFORM, [](etl_component& c) { c.open_transform = nullptr; }),
              HasSubstr("lacks the function open_transform"));
  EXPECT_THAT(Check(ETL_SINK, [](etl_component& c) { c.open_sink = nullptr; }),
              HasSubstr("lacks the function open_sink"));
  EXPECT_THAT(Check(ETL_SINK, [](etl_component& c) { c.write = nullptr; }), HasSubstr("write"));
  EXPECT_THAT(Check(ETL_SINK, [](etl_component& c) { c.prepare = nullptr; }), HasSubstr("prepare"));
  EXPECT_THAT(Check(ETL_SINK, [](etl_component& c) { c.settle = nullptr; }), HasSubstr("settle"));
}

TEST(TableCheckTest, WhatAComponentSaysOfItself) {
  const auto source = [](auto change) { return Check(ETL_SOURCE, change); };
  // One of ABI 1.0 ends before open_split; nothing may be shorter than that.
  EXPECT_EQ(source([](etl_component& c) { c.size = offsetof(etl_component, open_split); }), "fine");
  EXPECT_THAT(source([](etl_component& c) { c.size = offsetof(etl_component, open_split) - 8; }),
              HasSubstr("plugin ABI 1.2 has"));
  EXPECT_EQ(source([](etl_component& c) { c.size += 8; }), "fine");
  EXPECT_THAT(source([](etl_component& c) { c.size = ~std::size_t{0}; }), HasSubstr("bytes"));
  EXPECT_THAT(source([](etl_component& c) { c.role = 0; }), HasSubstr("unknown role 0"));
  EXPECT_THAT(source([](etl_component& c) { c.role = 4; }), HasSubstr("unknown role 4"));
  EXPECT_THAT(source([](etl_component& c) { c.flags = ETL_SINK_VOLATILE; }), HasSubstr("flags"));
  EXPECT_THAT(source([](etl_component& c) { c.name = nullptr; }), HasSubstr("a proper name"));
  EXPECT_THAT(source([](etl_component& c) { c.name = "a b"; }), HasSubstr("a proper name"));
  EXPECT_THAT(source([](etl_component& c) { c.help = nullptr; }), HasSubstr("has no help"));
  EXPECT_THAT(source([](etl_component& c) { c.max_inputs = 1; }), HasSubstr("takes 0 to 1 inputs"));
  EXPECT_THAT(Check(ETL_SINK, [](etl_component& c) { c.min_inputs = 0; }), HasSubstr("0 to 1"));
  EXPECT_THAT(Check(ETL_TRANSFORM, [](etl_component& c) { c.min_inputs = 2; }),
              HasSubstr("2 to 1"));
  const auto make_volatile = [](etl_component& c) {
    c.flags = ETL_SINK_VOLATILE;
    c.commit = [](void*) -> std::int32_t { return ETL_OK; };
    c.committed = [](const etl_component*, etl_host*, const etl_node*, etl_str,
                     std::int32_t*) -> std::int32_t { return ETL_OK; };
  };
  EXPECT_EQ(Check(ETL_SINK, make_volatile), "fine");
  EXPECT_THAT(Check(ETL_SINK,
                    [&](etl_component& c) {
                      make_volatile(c);
                      c.committed = nullptr;
                    }),
              HasSubstr("lacks the function committed"));
  EXPECT_THAT(Check(ETL_SINK,
                    [&](etl_component& c) {
                      make_volatile(c);
                      c.size = offsetof(etl_component, commit);
                    }),
              HasSubstr("lacks the function commit"));
  EXPECT_EQ(Check(ETL_SINK, [](etl_component& c) { c.flags = ETL_SINK_SETTLES_WITH_OPTIONS; }),
            "fine");
}

TEST(TableCheckTest, TheTable) {
  const etl_component source = Component(ETL_SOURCE), sink = Component(ETL_SINK);
  const etl_component* const both[] = {&source, &sink};
  const etl_component* const twice[] = {&sink, &sink};
  const etl_component* const hole[] = {&sink, nullptr};
  EXPECT_EQ(CheckTable(both, 2), "fine");  // one name, two roles
  EXPECT_THAT(CheckTable(twice, 2), HasSubstr("two components `thing` of one role"));
  EXPECT_THAT(CheckTable(hole, 2), HasSubstr("number 1 is null"));
  EXPECT_THAT(CheckTable(both, 0), HasSubstr("has no components"));
  EXPECT_THAT(CheckTable(nullptr, 2), HasSubstr("has no components"));
  EXPECT_THAT(CheckTable(both, ~std::size_t{0}), HasSubstr("says that it has 1844"));
}

TEST(TableCheckTest, ThePlugin) {
  const auto check = [](const std::function<void(etl_plugin&)>& change) -> std::string {
    etl_plugin plugin{sizeof plugin,
                      ETL_ABI_MAJOR,
                      ETL_ABI_MINOR,
                      "thing",
                      "1.0",
                      [](const etl_host*, std::size_t*) -> const etl_component* const* {
                        throw std::logic_error("not to be called before the checks");
                      }};
    change(plugin);
    try {
      CheckPlugin(plugin, "thing", "/lib/libetl_thing.so");
      return "fine";
    } catch (const EnvironmentError& error) {
      return error.what();
    }
  };
  EXPECT_EQ(check([](etl_plugin&) {}), "fine");
  EXPECT_THAT(check([](etl_plugin& p) { p.name = nullptr; }), HasSubstr("no proper name"));
  EXPECT_THAT(check([](etl_plugin& p) { p.name = "other"; }), HasSubstr("name is `other`"));
  EXPECT_THAT(check([](etl_plugin& p) { p.version = nullptr; }), HasSubstr("no version"));
  EXPECT_THAT(check([](etl_plugin& p) { p.components = nullptr; }), HasSubstr("components"));
  EXPECT_THAT(check([](etl_plugin& p) { p.size = 0; }), HasSubstr("0 bytes long"));
}

std::string CheckOption(const std::function<void(etl_option&)>& change) {
  etl_option option{sizeof option, "path", ETL_OPTION_PATH, 0, nullptr, "Where.",
                    nullptr,       0,      nullptr,         0};
  change(option);
  const etl_option* const options[] = {&option};
  return Check(ETL_SOURCE, [&](etl_component& c) { c.options = options, c.option_count = 1; });
}

TEST(TableCheckTest, Options) {
  EXPECT_EQ(CheckOption([](etl_option&) {}), "fine");
  EXPECT_THAT(CheckOption([](etl_option& o) { o.size = 16; }), HasSubstr("an option of 16 bytes"));
  EXPECT_THAT(CheckOption([](etl_option& o) { o.name = nullptr; }), HasSubstr("a proper name"));
  EXPECT_THAT(CheckOption([](etl_option& o) { o.name = ""; }), HasSubstr("a proper name"));
  EXPECT_THAT(CheckOption([](etl_option& o) { o.name = "a\x1b[31m"; }), HasSubstr("proper name"));
  EXPECT_THAT(CheckOption([](etl_option& o) { o.type = 0; }), HasSubstr("unknown type 0"));
  EXPECT_THAT(CheckOption([](etl_option& o) { o.type = 16; }), HasSubstr("unknown type 16"));
  EXPECT_THAT(CheckOption([](etl_option& o) { o.flags = 8; }), HasSubstr("unknown flags: 8"));
  EXPECT_THAT(CheckOption([](etl_option& o) { o.help = nullptr; }), HasSubstr("has no help"));
  EXPECT_THAT(CheckOption([](etl_option& o) { o.value_count = 1; }), HasSubstr("its values"));
  const char* const hole[] = {"a", nullptr};
  EXPECT_THAT(CheckOption([&](etl_option& o) { o.values = hole, o.value_count = 2; }),
              HasSubstr("a value that is null"));
  EXPECT_THAT(CheckOption([](etl_option& o) { o.field_count = 1; }), HasSubstr("no mapping"));
  EXPECT_THAT(Check(ETL_SOURCE, [](etl_component& c) { c.option_count = 1; }),
              HasSubstr("1 options that is not there"));
}

TEST(TableCheckTest, OptionsThatContainThemselves) {
  etl_option option{sizeof option, "tree", ETL_OPTION_OBJECT, 0, nullptr, "Deep.",
                    nullptr,       0,      nullptr,           1};
  const etl_option* const options[] = {&option};
  option.fields = options;
  EXPECT_THAT(Check(ETL_SOURCE, [&](etl_component& c) { c.options = options, c.option_count = 1; }),
              HasSubstr("nested too deeply"));
  option.field_count = 0;
  const etl_option* const twice[] = {&option, &option};
  EXPECT_THAT(Check(ETL_SOURCE, [&](etl_component& c) { c.options = twice, c.option_count = 2; }),
              HasSubstr("`tree` is declared twice"));
}

}  // namespace
}  // namespace etl::plugin

// SPDX-License-Identifier: Apache-2.0
// Breaks the rule that no exception crosses, in the function that the environment variable
// ETL_TEST_THROW names. "name:int" throws an int.
#include <cstdlib>
#include <stdexcept>
#include <string>

#include "etl/abi.h"

namespace {

void ThrowIn(const std::string& function) {
  const char* asked = std::getenv("ETL_TEST_THROW");
  if (!asked) return;
  if (asked == function) throw std::runtime_error("thrown in " + function);
  if (asked == function + ":int") throw 42;
}

int GetSchema(ArrowArrayStream*, ArrowSchema* out) {
  ThrowIn("get_schema");
  *out = {"+s",   "", nullptr, 0, 0, nullptr, nullptr, [](ArrowSchema* s) { s->release = nullptr; },
          nullptr};
  return ETL_OK;
}
int GetNext(ArrowArrayStream*, ArrowArray* out) {
  ThrowIn("get_next");
  out->release = nullptr;
  return ETL_OK;
}
int Create(const etl_component* c, etl_host*, const etl_node*, const etl_scan*, void** instance) {
  ThrowIn("create");
  *instance = const_cast<etl_component*>(c);
  return ETL_OK;
}

etl_component Common(etl_role role) {
  etl_component c{};
  c.size = sizeof c;
  c.role = role;
  c.name = "throws";
  c.help = "Throws.";
  c.describe = [](const etl_component*, etl_host*, const etl_node*, const etl_input* const*, size_t,
                  etl_plan*) -> int32_t {
    ThrowIn("describe");
    return ETL_OK;
  };
  c.create = Create;
  c.destroy = [](void*) { ThrowIn("destroy"); };
  c.cancel = [](void*) { ThrowIn("cancel"); };
  return c;
}

etl_component Source() {
  etl_component c = Common(ETL_SOURCE);
  c.open_source = [](void*, ArrowArrayStream* out) -> int32_t {
    ThrowIn("open_source");
    *out = {GetSchema, GetNext, nullptr, [](ArrowArrayStream* s) { s->release = nullptr; },
            nullptr};
    return ETL_OK;
  };
  return c;
}

etl_component Sink() {
  etl_component c = Common(ETL_SINK);
  c.min_inputs = c.max_inputs = 1;
  c.open_sink = [](void*, const ArrowSchema*) -> int32_t {
    ThrowIn("open_sink");
    return ETL_OK;
  };
  c.write = [](void*, ArrowArray* batch) -> int32_t {
    ThrowIn("write");
    batch->release(batch);
    return ETL_OK;
  };
  c.prepare = [](void*, etl_text* token) -> int32_t {
    ThrowIn("prepare");
    token->set(token, {nullptr, 0});
    return ETL_OK;
  };
  c.settle = [](const etl_component*, etl_host*, const etl_node*, etl_str, uint32_t) -> int32_t {
    ThrowIn("settle");
    return ETL_OK;
  };
  return c;
}

const etl_component* const* Components(const etl_host*, size_t* count) {
  ThrowIn("components");
  static const etl_component source = Source(), sink = Sink();
  static const etl_component* const all[] = {&source, &sink};
  *count = 2;
  return all;
}

}  // namespace

extern "C" const etl_plugin etl_plugin_v1 = {sizeof(etl_plugin), ETL_ABI_MAJOR, ETL_ABI_MINOR,
                                             "throws",           "1.0",         Components};

/* SPDX-License-Identifier: Apache-2.0 */
/* A plugin whose table is what the build says: see CMakeLists.txt. */
#define etl_plugin_v1 etl_plugin_declared /* it is defined below with another type */
#include "etl/abi.h"
#undef etl_plugin_v1

#ifndef ABI_MAJOR
#define ABI_MAJOR ETL_ABI_MAJOR
#endif
#ifndef ABI_MINOR
#define ABI_MINOR ETL_ABI_MINOR
#endif
#ifndef TABLE_SIZE
#define TABLE_SIZE sizeof(struct table)
#endif
#ifndef OPEN_SOURCE
#define OPEN_SOURCE open_source
#endif
#ifndef SYMBOL
#define SYMBOL etl_plugin_v1
#endif

#ifdef UNDEFINED
int32_t a_function_that_nobody_defines(void);
#endif
#ifdef DEPENDENCY
int32_t a_function_of_another_library(void);
#endif

static int32_t describe(const etl_component* c, etl_host* host, const etl_node* options,
                        const etl_input* const* inputs, size_t count, etl_plan* plan) {
  (void)c, (void)host, (void)options, (void)inputs, (void)count, (void)plan;
#ifdef UNDEFINED
  return a_function_that_nobody_defines();
#elif defined(DEPENDENCY)
  return a_function_of_another_library();
#else
  return ETL_OK;
#endif
}
static int32_t create(const etl_component* c, etl_host* host, const etl_node* options,
                      const etl_scan* scan, void** instance) {
  (void)c, (void)host, (void)options, (void)scan;
  *instance = (void*)c;
  return ETL_OK;
}
static void nothing(void* instance) { (void)instance; }
__attribute__((unused)) static int32_t open_source(void* instance, struct ArrowArrayStream* out) {
  (void)instance, (void)out;
  return ETL_CANCELLED;
}

static const etl_component kSource = {.size = sizeof kSource,
                                      .role = ETL_SOURCE,
                                      .name = NAME,
                                      .help = "Does nothing.",
                                      .describe = describe,
                                      .create = create,
                                      .destroy = nothing,
                                      .cancel = nothing,
                                      .open_source = OPEN_SOURCE};

static const etl_component* const* components(const etl_host* host, size_t* count) {
  static const etl_component* const kAll[] = {&kSource};
  (void)host;
  *count = 1;
  return kAll;
}

struct table {
  size_t size;
  uint32_t abi_major, abi_minor;
  const char* name;
  const char* version;
  const etl_component* const* (*components)(const etl_host*, size_t*);
#ifdef NEWER
  void (*something_that_a_later_minor_added)(void*);
#endif
};

ETL_EXPORT extern const struct table SYMBOL;
const struct table SYMBOL = {.size = TABLE_SIZE,
                             .abi_major = ABI_MAJOR,
                             .abi_minor = ABI_MINOR,
                             .name = NAME,
                             .version = "1.0",
                             .components = components};

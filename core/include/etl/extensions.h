/* SPDX-License-Identifier: Apache-2.0 */
/* Optional powers of components, found by their id through etl_component.extension. */
#pragma once

#include "etl/abi.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Of a sink with ETL_SINK_VOLATILE whose options say whether it commits in an open transaction or stages its rows, as
 * one of several modes: without this it always commits so. Where *out is 0 the host takes it for a sink without that
 * flag: it is settled with ETL_COMMIT, and its `commit` is not called. At plan time, no I/O. */
#define ETL_EXTENSION_VOLATILE_WITH "etl.volatile_with"

typedef struct etl_volatile_with {
  size_t size;
  int32_t (*is_volatile)(const etl_component*, etl_host*, const etl_node* options, int32_t* out);
} etl_volatile_with;

#ifdef __cplusplus
}
#endif

// SPDX-License-Identifier: Apache-2.0
// The namespace of the SDK: versioned, and hidden by an attribute. An inline static of a
// header-only library is otherwise unique in the process in spite of RTLD_LOCAL, and two SDK
// versions would share one object.
#pragma once

#include "etl/abi.h"

#define ETL_SDK_VERSION "0.1"
#define ETL_SDK_BEGIN \
  namespace etl {     \
  inline namespace sdk_0_1 __attribute__((visibility("hidden"))) {
#define ETL_SDK_END \
  }                 \
  }

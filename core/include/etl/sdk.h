// SPDX-License-Identifier: Apache-2.0
// The namespace of the SDK: versioned, and hidden by an attribute. An inline static of a
// header-only library is otherwise unique in the process in spite of RTLD_LOCAL, and two SDK
// versions would share one object.
#pragma once

#include "etl/abi.h"

#define ETL_SDK_VERSION "0.1"
#ifndef ETL_SDK_NAMESPACE  // set only by the test that loads two SDK versions together
#define ETL_SDK_NAMESPACE sdk_0_1
#endif
#define ETL_SDK_BEGIN \
  namespace etl {     \
  inline namespace ETL_SDK_NAMESPACE __attribute__((visibility("hidden"))) {
#define ETL_SDK_END \
  }                 \
  }

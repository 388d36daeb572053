/* SPDX-License-Identifier: Apache-2.0 */
#include <stdint.h>

__attribute__((visibility("default"))) int32_t a_function_of_another_library(void);
int32_t a_function_of_another_library(void) { return 0; }

// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace etl::process {

// A TCP port of 127.0.0.1 that nobody listens on now. Somebody may take it before you do: try again
// then.
int FreeLoopbackPort();

}  // namespace etl::process

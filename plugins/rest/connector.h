// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <Poco/Net/StreamSocket.h>

#include <chrono>

#include "plugins/rest/endpoint.h"
#include "plugins/rest/interrupt.h"

namespace etl::rest {

// A connected TCP socket: resolves the name and tries its addresses one after the other. Throws
// TransportError, or Cancelled at once when interrupted.
Poco::Net::StreamSocket Connect(const Origin& origin, Interrupt& interrupt,
                                std::chrono::milliseconds timeout, Clock::time_point deadline);

}  // namespace etl::rest

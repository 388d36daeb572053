// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <Poco/Net/Context.h>
#include <Poco/Net/StreamSocket.h>
#include <openssl/ssl.h>

#include <mutex>
#include <string>

#include "plugins/rest/options.h"

namespace etl::rest {

// TLS 1.2 or later to one host; certificate and name are checked by OpenSSL itself during the
// handshake. May be shared between threads.
class Tls {
 public:
  // Throws EnvironmentError when the authorities cannot be loaded.
  Tls(const TlsOptions& options, const std::string& host);
  Tls(const Tls&) = delete;

  // Throws TransportError.
  Poco::Net::StreamSocket Handshake(const Poco::Net::StreamSocket& socket);

 private:
  static int Verify(int good, X509_STORE_CTX* store);
  void CheckName(const std::string& host);

  std::string host_;
  Poco::Net::Context::Ptr context_;
  std::mutex mutex_;
  std::string refused_;  // why the last certificate was
};

}  // namespace etl::rest

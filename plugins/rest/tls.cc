// SPDX-License-Identifier: Apache-2.0
#include "plugins/rest/tls.h"

#include <Poco/Exception.h>
#include <Poco/Net/NetException.h>
#include <Poco/Net/SSLException.h>
#include <Poco/Net/SecureStreamSocket.h>
#include <openssl/x509_vfy.h>
#include <openssl/x509v3.h>

#include "etl/error.h"
#include "plugins/rest/transport_error.h"

namespace etl::rest {

Tls::Tls(const TlsOptions& options, const std::string& host) : host_(host) {
  using Poco::Net::Context;
  Context::Params params;
  params.caLocation = options.ca.string();
  params.loadDefaultCAs = options.ca.empty();
  params.verificationMode = options.verify ? Context::VERIFY_STRICT : Context::VERIFY_NONE;
  params.cipherList = "DEFAULT";
  try {
    context_ = new Context(Context::TLS_CLIENT_USE, params);
  } catch (const Poco::Exception& error) {
    throw EnvironmentError("cannot load the authorities of `tls: {ca: …}`: {}", error.displayText())
        .Hint("`ca` is a PEM file, or a directory prepared with `openssl rehash`");
  }
  context_->requireMinimumProtocol(Context::PROTO_TLSV1_2);
  if (!options.verify) return;
  // Poco's own check of the name comes after the handshake and knows no IP addresses.
  context_->enableExtendedCertificateVerification(false);
  CheckName(host);
}

void Tls::CheckName(const std::string& host) {
  SSL_CTX* ssl = context_->sslContext();
  X509_VERIFY_PARAM* param = SSL_CTX_get0_param(ssl);
  X509_VERIFY_PARAM_set_hostflags(param, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
  if (!X509_VERIFY_PARAM_set1_ip_asc(param, host.c_str()) &&
      !X509_VERIFY_PARAM_set1_host(param, host.c_str(), host.size()))
    throw EnvironmentError("OpenSSL cannot check the name {}", host);
  SSL_CTX_set_app_data(ssl, this);
  SSL_CTX_set_verify(ssl, SSL_VERIFY_PEER, Verify);
}

int Tls::Verify(int good, X509_STORE_CTX* store) {
  if (good) return 1;
  auto* ssl =
      static_cast<SSL*>(X509_STORE_CTX_get_ex_data(store, SSL_get_ex_data_X509_STORE_CTX_idx()));
  auto* self = static_cast<Tls*>(SSL_CTX_get_app_data(SSL_get_SSL_CTX(ssl)));
  const std::lock_guard lock(self->mutex_);
  self->refused_ = X509_verify_cert_error_string(X509_STORE_CTX_get_error(store));
  return 0;
}

Poco::Net::StreamSocket Tls::Handshake(const Poco::Net::StreamSocket& socket) {
  try {
    auto secure = Poco::Net::SecureStreamSocket::attach(socket, host_, context_);
    // A timeout within attach() is no exception: the handshake would go on with the first read.
    if (secure.completeHandshake() != 1) throw Poco::TimeoutException();
    return secure;
  } catch (const Poco::TimeoutException&) {
    throw TransportError("no answer in the TLS handshake", TransportError::Retry::kYes,
                         "does this port speak TLS?");
  } catch (const Poco::Net::SSLException& error) {
    const std::lock_guard lock(mutex_);
    if (!refused_.empty())
      throw TransportError(
          "the certificate of " + host_ + " is refused: " + refused_, TransportError::Retry::kNo,
          "name the authority that signed it with `tls: {ca: file.pem}` in the connection");
    const bool closed =
        dynamic_cast<const Poco::Net::SSLConnectionUnexpectedlyClosedException*>(&error);
    throw TransportError("the TLS handshake failed: " + error.displayText(),
                         closed ? TransportError::Retry::kYes : TransportError::Retry::kNo,
                         "does this port speak TLS?");
  } catch (const Poco::Exception& error) {
    throw TransportError("the connection was cut in the TLS handshake: " + error.displayText());
  }
}

}  // namespace etl::rest

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <simdjson.h>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "etl/options.h"
#include "plugins/rest/secrets.h"

namespace etl::rest {

// What `error_if` says: places in an answer that only an error has, although its status is 200.
// Immutable; may be shared between threads.
class AnswerErrors {
 public:
  // JSON pointer → retry, environment or data. Throws ConfigError.
  explicit AnswerErrors(const StringMap& error_if);

  // Throws, if the answer carries an error: TransportError (retry: to be tried again; environment:
  // not), or DataError. Null, false, 0 and what is empty are none. `secrets` are masked in the
  // message.
  void Check(const simdjson::dom::element& root, const Secrets& secrets) const;
  // The same for an answer that nobody has parsed yet; costs a search for the pointers' last steps.
  // What is no JSON is none of its business.
  void Check(const std::string& body, const Secrets& secrets) const;

 private:
  enum class Kind { kRetry, kEnvironment, kData };
  struct Place {
    std::string pointer, key;  // the key as JSON writes it, with its quotes
    Kind kind;
  };
  std::vector<Place> places_;
};

}  // namespace etl::rest

// SPDX-License-Identifier: Apache-2.0
#include "plugins/rest/url_text.h"

#include <Poco/Base64Encoder.h>
#include <Poco/URI.h>

#include <sstream>

namespace etl::rest {

std::string EncodeUrl(const std::string& text) {
  std::string out;
  Poco::URI::encode(text, "?#/:;+@&=,!$'()*[]\"<>\\^`{|}%", out);
  return out;
}

std::string DecodeUrl(const std::string& text) {
  std::string out;
  Poco::URI::decode(text, out);
  return out;
}

std::string Base64(const std::string& text) {
  std::ostringstream out;
  Poco::Base64Encoder encoder(out);
  encoder.rdbuf()->setLineLength(0);
  encoder << text;
  encoder.close();
  return out.str();
}

}  // namespace etl::rest

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

namespace etl::rest {

// A value that a page says how to get the next one with: a cursor, an offset, the last key.
struct Token {
  std::string text;
  bool number = false;  // so it was in JSON
};

// The JSON body of a POST, with places that differ from request to request. Immutable.
class BodyTemplate {
 public:
  // `text` may be empty: an empty object then. `placeholder` ("{symbol}") may be empty. Throws
  // ConfigError.
  BodyTemplate(const std::string& text, std::string placeholder, bool value_is_number);

  // One request's body. Places are JSON pointers, or names of fields at the top.
  class Filled {
   public:
    void Set(const std::string& place, const Token& value);
    std::string Text() const { return json_.dump(); }

   private:
    friend class BodyTemplate;
    explicit Filled(nlohmann::ordered_json json) : json_(std::move(json)) {}
    nlohmann::ordered_json json_;
  };
  Filled Fill(std::string_view value) const;

 private:
  void Replace(nlohmann::ordered_json& json, std::string_view value) const;

  nlohmann::ordered_json json_;
  std::string placeholder_;
  bool value_is_number_;
};

}  // namespace etl::rest

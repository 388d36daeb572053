// SPDX-License-Identifier: Apache-2.0
#include "plugins/json/list_finder.h"

#include <simdjson.h>

#include "plugins/shared/json_records/pointer.h"

namespace etl::json {

ListFinder::ListFinder(const std::string& pointer) : steps_(json_records::StepsOf(pointer)) {}

bool ListFinder::Take(char c) {
  if (in_string_) return TakeInString(c);
  switch (c) {
    case ' ':
    case '\t':
    case '\r':
    case '\n':
      return false;
    case ',':
      if (OnPath()) expects_key_ = !in_list_, value_begins_ = in_list_, ++index_;
      return false;
    case ':':
      if (OnPath()) value_begins_ = true;
      return false;
    case '}':
    case ']':
      // What the path led into is over, and it was the first of its name.
      if (OnPath()) missed_ = true;
      if (depth_ > 0) --depth_;
      return false;
    default:
      return BeginValue(c);
  }
}

bool ListFinder::TakeInString(char c) {
  if (!escaped_ && c == '"')
    in_string_ = in_key_ = false;
  else if (in_key_)
    key_ += c;
  escaped_ = !escaped_ && c == '\\';
  return false;
}

// Or a key begins, or another byte of a number or word comes.
bool ListFinder::BeginValue(char c) {
  const bool container = c == '{' || c == '[';
  if (c == '"') in_string_ = true;
  if (OnPath() && value_begins_) {
    value_begins_ = false;
    if (depth_ == 0 || IsNextStep()) {
      const bool last = matched_ == steps_.size();
      if (last && c == '[') return true;
      if (!last && container) return Enter(c == '['), false;
      missed_ = true;
    }
  } else if (OnPath() && expects_key_ && c == '"') {
    expects_key_ = false;
    in_key_ = true;
    key_.clear();
  }
  if (container) ++depth_;
  return false;
}

void ListFinder::Enter(bool list) {
  in_list_ = value_begins_ = list;
  expects_key_ = !list;
  index_ = 0;
  ++depth_;
  ++matched_;
}

bool ListFinder::IsNextStep() {
  const std::string& step = steps_[matched_ - 1];
  if (in_list_) return json_records::IndexOf(step) == index_;
  return key_ == step || (key_.find('\\') != std::string::npos && Unescaped() == step);
}

std::string ListFinder::Unescaped() const {
  simdjson::dom::parser parser;
  const auto text = parser.parse("\"" + key_ + "\"").get_string();
  return text.error() ? key_ : std::string(text.value_unsafe());
}

}  // namespace etl::json

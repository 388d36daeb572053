// SPDX-License-Identifier: Apache-2.0
#include "config/node.h"

#include <algorithm>
#include <limits>
#include <utility>

namespace etl::config {

struct Node::Data {
  NodeKind kind = NodeKind::kNull;
  Mark mark;
  std::string text;
  std::string written;
  bool quoted = false;
  bool substituted = false;
  bool unresolved = false;
  bool sensitive = false;
  std::optional<ParamType> typed_as;
  std::vector<Node> items;
  std::vector<Entry> entries;
  std::vector<Mark> reference_marks;
  std::size_t size = 1;
  std::size_t height = 1;

  void Count(const Node& child) {
    // Saturating: nested aliases double at every level.
    const std::size_t room = std::numeric_limits<std::size_t>::max() - size;
    size += std::min(room, child.size());
    height = std::max(height, child.height() + 1);
  }
};

Node::Node() {
  static const auto kAbsent = std::make_shared<const Data>();
  data_ = kAbsent;
}

Node::Node(std::shared_ptr<const Data> data) : data_(std::move(data)) {}

Node Node::Null(Mark mark) {
  auto data = std::make_shared<Data>();
  data->mark = std::move(mark);
  return Node(std::move(data));
}

Node Node::Scalar(std::string text, Mark mark, bool quoted) {
  auto data = std::make_shared<Data>();
  data->kind = NodeKind::kScalar;
  data->mark = std::move(mark);
  data->written = text;
  data->text = std::move(text);
  data->quoted = quoted;
  return Node(std::move(data));
}

Node Node::Sequence(std::vector<Node> items, Mark mark) {
  auto data = std::make_shared<Data>();
  data->kind = NodeKind::kSequence;
  data->mark = std::move(mark);
  data->items = std::move(items);
  for (const Node& item : data->items) data->Count(item);
  return Node(std::move(data));
}

Node Node::Mapping(std::vector<Entry> entries, Mark mark) {
  auto data = std::make_shared<Data>();
  data->kind = NodeKind::kMapping;
  data->mark = std::move(mark);
  data->entries = std::move(entries);
  for (const Entry& entry : data->entries) data->Count(entry.value);
  return Node(std::move(data));
}

NodeKind Node::kind() const { return data_->kind; }
const Mark& Node::mark() const { return data_->mark; }
const std::string& Node::text() const& { return data_->text; }
bool Node::quoted() const { return data_->quoted; }
const std::vector<Node>& Node::items() const& { return data_->items; }
const std::vector<Node::Entry>& Node::entries() const& { return data_->entries; }
std::vector<Node::Entry> Node::entries() && { return data_->entries; }
const std::string& Node::written() const { return data_->written; }
bool Node::substituted() const { return data_->substituted; }
bool Node::unresolved() const { return data_->unresolved; }
bool Node::sensitive() const { return data_->sensitive; }
std::optional<ParamType> Node::typed_as() const { return data_->typed_as; }
std::size_t Node::size() const { return data_->size; }
std::size_t Node::height() const { return data_->height; }

const Node* Node::Find(std::string_view key) const {
  for (const Entry& entry : data_->entries) {
    if (entry.key == key) return &entry.value;
  }
  return nullptr;
}

const Mark& Node::ReferenceMark(std::size_t n) const {
  return n < data_->reference_marks.size() ? data_->reference_marks[n] : data_->mark;
}

Node::Data Node::Copy() const { return *data_; }

Node Node::Resolved(std::string text, std::optional<ParamType> type, bool is_sensitive) const {
  Data data = Copy();
  data.text = std::move(text);
  data.substituted = true;
  data.sensitive = is_sensitive;
  data.typed_as = type;
  if (type) {
    // A number stays a number even in quotes, and a string is never one, whatever its text.
    data.quoted =
        *type != ParamType::kInt && *type != ParamType::kFloat && *type != ParamType::kBool;
  }
  return Node(std::make_shared<const Data>(std::move(data)));
}

Node Node::ResolvedList(const std::vector<std::string>& list, bool is_sensitive) const {
  Data data = Copy();
  data.kind = NodeKind::kSequence;
  data.text.clear();
  data.substituted = true;
  data.sensitive = is_sensitive;
  data.typed_as = ParamType::kList;
  for (const std::string& text : list) {
    data.items.push_back(
        Scalar(text, mark(), true).Resolved(text, ParamType::kString, is_sensitive));
    data.Count(data.items.back());
  }
  return Node(std::make_shared<const Data>(std::move(data)));
}

Node Node::Unresolved() const {
  Data data = Copy();
  data.unresolved = true;
  return Node(std::make_shared<const Data>(std::move(data)));
}

Node Node::WithReferenceMarks(std::vector<Mark> marks) const {
  Data data = Copy();
  data.reference_marks = std::move(marks);
  return Node(std::make_shared<const Data>(std::move(data)));
}

std::string_view Describe(NodeKind kind) {
  switch (kind) {
    case NodeKind::kNull:
      return "nothing";
    case NodeKind::kScalar:
      return "a value";
    case NodeKind::kSequence:
      return "a list";
    case NodeKind::kMapping:
      return "a mapping";
  }
  return "";
}

}  // namespace etl::config

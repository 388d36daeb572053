// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "config/mark.h"
#include "config/param_type.h"

namespace etl::config {

enum class NodeKind { kNull, kScalar, kSequence, kMapping };

/// A value of a configuration file with its place. Immutable and shared, so a copy is cheap and any
/// thread may read it. A default-constructed node is a null without a place: "the key was not
/// there".
class Node {
 public:
  struct Entry;

  Node();
  static Node Null(Mark mark);
  static Node Scalar(std::string text, Mark mark = {}, bool quoted = false);
  static Node Sequence(std::vector<Node> items, Mark mark = {});
  static Node Mapping(std::vector<Entry> entries, Mark mark = {});

  NodeKind kind() const;
  bool is_null() const { return kind() == NodeKind::kNull; }
  bool is_scalar() const { return kind() == NodeKind::kScalar; }
  bool is_sequence() const { return kind() == NodeKind::kSequence; }
  bool is_mapping() const { return kind() == NodeKind::kMapping; }
  const Mark& mark() const;

  /// A scalar's text, after substitution; empty for other kinds.
  const std::string& text() const&;
  std::string text() && { return std::as_const(*this).text(); }
  /// Quoted or a block scalar (or a string parameter): never a null, a bool or a number.
  bool quoted() const;
  /// A sequence's items and a mapping's entries in file order; empty for other kinds.
  const std::vector<Node>& items() const&;
  const std::vector<Entry>& entries() const&;
  std::vector<Node> items() && { return std::as_const(*this).items(); }
  std::vector<Entry> entries() &&;
  /// The value of a mapping's key, or null. The pointer lives as long as any copy of this node.
  const Node* Find(std::string_view key) const;

  /// The text as the file has it, before substitution.
  const std::string& written() const;
  /// A `${...}` in the text was replaced.
  bool substituted() const;
  /// A `${...}` in the text could not be replaced. That has been reported: say nothing more about
  /// it.
  bool unresolved() const;
  /// The value came from a sensitive parameter or from `${file:}`: never print it.
  bool sensitive() const;
  /// The scalar was exactly `${p}`: the type of p.
  std::optional<ParamType> typed_as() const;

  /// Where the `n`-th "${" (from 0) of the written text stands; the node's own mark if unknown.
  const Mark& ReferenceMark(std::size_t n) const;
  /// Nodes in this tree with aliases counted at every use (saturating), and its height (a leaf has
  /// 1).
  std::size_t size() const;
  std::size_t height() const;

  /// What substitution makes of a scalar. `type` is set where the scalar was exactly `${p}`.
  Node Resolved(std::string text, std::optional<ParamType> type, bool is_sensitive) const;
  Node ResolvedList(const std::vector<std::string>& list, bool is_sensitive) const;
  Node Unresolved() const;
  Node WithReferenceMarks(std::vector<Mark> marks) const;

 private:
  struct Data;
  explicit Node(std::shared_ptr<const Data> data);
  Data Copy() const;

  std::shared_ptr<const Data> data_;
};

struct Node::Entry {
  std::string key;
  Mark key_mark;
  Node value;
};

/// "a mapping", "a list", "a value" or "nothing", for messages.
std::string_view Describe(NodeKind kind);

}  // namespace etl::config

// SPDX-License-Identifier: Apache-2.0
#include "plugins/sort_merge_join/join_layout.h"

#include <algorithm>
#include <utility>

#include "plugins/sort_merge_join/nearest_name.h"

namespace etl::join {
namespace {

// The place of key number `i` in the file; a list may be a single scalar.
const etl_node* KeyNode(const OptionNode& list, std::size_t i) {
  if (!list || list.is_scalar() || i >= list.size()) return list.get();
  return list.at(i).get();
}

int FindKey(const Side& side, const std::string& name, const etl_node* node) {
  if (const auto column = side.schema.Find(name)) return *column;
  throw ConfigError("`{}` has no column `{}` to join by", side.name, name)
      .Hint(SuggestName(name, side.schema.names()))
      .Option(node);
}

void CheckTypes(const Side& left, const Side& right, const CompareKey& key, JoinType type,
                const etl_node* node) {
  const Field &a = left.schema[key.left], &b = right.schema[key.right];
  if (!Comparable(a.type, b.type))
    throw ConfigError("the key `{}` is {} in `{}` and {} in `{}`: they cannot be compared", a.name,
                      ToString(a.type), left.name, ToString(b.type), right.name)
        .Hint("cast one of them in a `select` before the join")
        .Option(node);
  const bool is_unsigned = a.type.id == TypeId::kUInt64;
  if (type == JoinType::kFull && is_unsigned != (b.type.id == TypeId::kUInt64))
    throw ConfigError(
        "the key `{}` is {} in `{}` and {} in `{}`: no type holds both for a full join", a.name,
        ToString(a.type), left.name, ToString(b.type), right.name)
        .Hint("cast one of them in a `select` before the join")
        .Option(node);
}

std::vector<CompareKey> FindKeys(const JoinOptions& options, const Side& left, const Side& right) {
  const auto& names = options.keys.value;
  const auto& right_names = options.right_keys.value.empty() ? names : options.right_keys.value;
  const OptionNode& right_node =
      options.right_keys.node ? options.right_keys.node : options.keys.node;
  if (names.empty())
    throw ConfigError("a join needs at least one key").Option(options.keys.node.get());
  if (right_names.size() != names.size())
    throw ConfigError("{} keys on the left, but {} on the right", names.size(), right_names.size())
        .Option(right_node.get());
  std::vector<CompareKey> keys;
  for (std::size_t i = 0; i < names.size(); ++i) {
    const etl_node* node = KeyNode(options.keys.node, i);
    const CompareKey key{FindKey(left, names[i], node),
                         FindKey(right, right_names[i], KeyNode(right_node, i)), false, false};
    for (const CompareKey& other : keys)
      if (other.left == key.left || other.right == key.right)
        throw ConfigError("the key `{}` is named twice", names[i]).Option(node);
    CheckTypes(left, right, key, TypeOf(options), node);
    keys.push_back(key);
  }
  return keys;
}

// A key of a full join, which holds values of both sides.
Field EitherField(const Field& left, const Field& right) {
  Field field = left;
  if (left.type.id == TypeId::kInt32) field.type = right.type;
  field.type.precision = std::max(left.type.precision, right.type.precision);
  field.nullable = left.nullable || right.nullable;
  const bool bounded = left.max_chars > 0 && right.max_chars > 0;
  field.max_chars = bounded ? std::max(left.max_chars, right.max_chars) : 0;
  if (left.sql_type != right.sql_type) field.sql_type.clear();
  return field;
}

class LayoutMaker {
 public:
  LayoutMaker(const JoinOptions& options, const Side& left, const Side& right)
      : type_(TypeOf(options)), node_(options.keys.node), left_(left), right_(right) {
    layout_.keys = FindKeys(options, left, right);
  }

  JoinLayout Make() {
    if (IsFilter(type_)) {
      AddFilteredColumns();
    } else {
      for (const CompareKey& key : layout_.keys) AddKey(key);
      AddOthers(left_, KeepsRight(type_), &CompareKey::left, &OutputColumn::left);
      AddOthers(right_, KeepsLeft(type_), &CompareKey::right, &OutputColumn::right);
    }
    layout_.schema = Schema(std::move(fields_));
    for (const CompareKey& key : layout_.keys)
      layout_.order.push_back({left_.schema[key.left].name, false, false});
    return std::move(layout_);
  }

 private:
  bool IsKey(int CompareKey::*side, int column) const {
    return std::any_of(layout_.keys.begin(), layout_.keys.end(),
                       [&](const CompareKey& key) { return key.*side == column; });
  }
  void Add(Field field, OutputColumn from) {
    for (const Field& other : fields_)
      if (other.name == field.name)
        throw ConfigError("the join of `{}` and `{}` would have two columns `{}`", left_.name,
                          right_.name, field.name)
            .Hint("rename one of them in a `select` before the join")
            .Option(node_.get());
    fields_.push_back(std::move(field));
    layout_.columns.push_back(from);
  }
  // No null is in a pair, yet the column stays nullable if it was: a table made from the result is
  // to have the columns that its source declared.
  void AddKey(const CompareKey& key) {
    const Field &left = left_.schema[key.left], &right = right_.schema[key.right];
    if (type_ == JoinType::kFull) return Add(EitherField(left, right), {key.left, key.right});
    Field field = type_ == JoinType::kRight ? right : left;
    field.name = left.name;
    Add(std::move(field),
        type_ == JoinType::kRight ? OutputColumn{-1, key.right} : OutputColumn{key.left, -1});
  }
  void AddOthers(const Side& side, bool nullable, int CompareKey::*key, int OutputColumn::*from) {
    for (int i = 0; i < side.schema.size(); ++i) {
      if (IsKey(key, i)) continue;
      Field field = side.schema[i];
      field.name = side.name + "." + field.name;
      field.nullable = field.nullable || nullable;
      OutputColumn column;
      column.*from = i;
      Add(std::move(field), column);
    }
  }
  void AddFilteredColumns() {
    for (int i = 0; i < left_.schema.size(); ++i) {
      Add(left_.schema[i], {i, -1});
    }
  }

  const JoinType type_;
  const OptionNode node_;
  const Side &left_, &right_;
  JoinLayout layout_;
  std::vector<Field> fields_;
};

}  // namespace

Order JoinLayout::left_order(const Schema& left) const {
  Order out;
  for (const CompareKey& key : keys) out.push_back({left[key.left].name, false, false});
  return out;
}

Order JoinLayout::right_order(const Schema& right) const {
  Order out;
  for (const CompareKey& key : keys) out.push_back({right[key.right].name, false, false});
  return out;
}

JoinLayout MakeLayout(const JoinOptions& options, const Side& left, const Side& right) {
  return LayoutMaker(options, left, right).Make();
}

}  // namespace etl::join

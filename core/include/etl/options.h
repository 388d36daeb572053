// SPDX-License-Identifier: Apache-2.0
// A component's options, declared once: parsing, `etl validate`, masking, `etl plugins show` and
// the docs come from it.
#pragma once

#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "etl/schema.h"

ETL_SDK_BEGIN

// A place in the checked option tree. Empty (false) when the option is absent.
class OptionNode {
 public:
  OptionNode() = default;
  OptionNode(const etl_host* host, const etl_node* node) : host_(host), node_(node) {}

  explicit operator bool() const { return node_ != nullptr; }
  const etl_node* get() const { return node_; }
  std::string_view text() const { return View(host_->node_text(node_)); }
  std::size_t size() const { return host_->node_size(node_); }
  bool is_mapping() const { return host_->node_kind(node_) == ETL_NODE_MAPPING; }
  bool is_scalar() const { return host_->node_kind(node_) == ETL_NODE_SCALAR; }
  OptionNode at(std::size_t i) const { return {host_, host_->node_at(node_, i)}; }
  std::string_view key(std::size_t i) const { return View(host_->node_key(node_, i)); }
  OptionNode Find(std::string_view key) const {
    if (!node_ || !is_mapping()) return {};
    return {host_, host_->node_get(node_, {key.data(), key.size()})};
  }
  int line() const { return host_->node_line(node_); }

 private:
  static std::string_view View(etl_str text) { return {text.data, text.size}; }

  const etl_host* host_ = nullptr;
  const etl_node* node_ = nullptr;
};

// A number of bytes, written "64MiB".
struct ByteSize {
  std::int64_t bytes = 0;
};

// An expression over columns and $params; `node` is for errors that point into it.
struct Expression {
  std::string text;
  OptionNode node;
};
struct NamedExpression {
  std::string name;
  Expression expression;
};

// An option's value with its place in the file, for errors that blame it; the node is empty when
// the option is absent.
template <typename T>
struct Located {
  T value{};
  OptionNode node;
};

// A declared schema, one entry per column, in file order.
struct SchemaEntry {
  Field field;
  bool optional = false;  // a record may lack it: null then
  std::string path;  // where in the record, a JSON pointer; empty: the column's name at the top
  OptionNode node;
};
struct DeclaredSchema {
  std::vector<SchemaEntry> entries;

  bool empty() const { return entries.empty(); }
  Schema schema() const {
    std::vector<Field> fields;
    for (const SchemaEntry& entry : entries) fields.push_back(entry.field);
    return Schema(std::move(fields));
  }
};

using StringMap = std::vector<std::pair<std::string, std::string>>;

namespace detail {

struct OptionDecl {
  std::string name, default_text, help;
  etl_option_type type = ETL_OPTION_STRING;
  std::uint32_t flags = 0;
  std::vector<std::string> values;
  std::vector<OptionDecl> fields;
};

template <typename T>
concept HasSpec = requires {
  T::Spec();
};

template <typename T>
struct IsOptional : std::false_type {};
template <typename T>
struct IsOptional<std::optional<T>> : std::true_type {};

template <typename T>
struct IsLocated : std::false_type {};
template <typename T>
struct IsLocated<Located<T>> : std::true_type {
  using Value = T;
};

inline SchemaEntry ReadSchemaEntry(std::string_view name, const OptionNode& node) {
  SchemaEntry entry;
  const OptionNode type = node.is_mapping() ? node.Find("type") : node;
  entry.node = node;
  entry.field.name = name;
  try {
    const DeclaredType declared = ParseType(type.text());
    entry.field.type = declared.type;
    entry.field.max_chars = declared.max_chars;
  } catch (const ConfigError& error) {
    throw ConfigError("{}", error.what()).Hint(error.hint()).Option(type.get());
  }
  entry.field.sql_type = type.text();
  if (OptionNode optional = node.Find("optional")) entry.optional = optional.text() == "true";
  if (OptionNode path = node.Find("path")) entry.path = path.text();
  return entry;
}

// Reads a checked node into a member; the host has seen to it that the text has the declared form.
template <typename T>
void ReadOption(const OptionNode& node, T& out) {
  if constexpr (IsOptional<T>::value) {
    ReadOption(node, out.emplace());
  } else if constexpr (IsLocated<T>::value) {
    ReadOption(node, out.value);
    out.node = node;
  } else if constexpr (HasSpec<T>) {
    T::Spec().Read(node, out);
  } else if constexpr (std::is_same_v<T, std::string>) {
    out = node.text();
  } else if constexpr (std::is_same_v<T, std::filesystem::path>) {
    out = std::filesystem::path(node.text());
  } else if constexpr (std::is_same_v<T, bool>) {
    out = node.text() == "true";
  } else if constexpr (std::is_same_v<T, ByteSize>) {
    out.bytes = std::strtoll(std::string(node.text()).c_str(), nullptr, 10);
  } else if constexpr (std::is_same_v<T, std::chrono::milliseconds>) {
    out = std::chrono::milliseconds(std::strtoll(std::string(node.text()).c_str(), nullptr, 10));
  } else if constexpr (std::is_integral_v<T>) {
    const long long value = std::strtoll(std::string(node.text()).c_str(), nullptr, 10);
    if (!std::in_range<T>(value)) throw ConfigError("{} is out of range", value).Option(node.get());
    out = static_cast<T>(value);
  } else if constexpr (std::is_floating_point_v<T>) {
    out = std::strtod(std::string(node.text()).c_str(), nullptr);
  } else if constexpr (std::is_same_v<T, Expression>) {
    out = {std::string(node.text()), node};
  } else if constexpr (std::is_same_v<T, std::vector<std::string>>) {
    out.clear();
    if (node.is_scalar())
      out.emplace_back(node.text());
    else
      for (std::size_t i = 0; i < node.size(); ++i) out.emplace_back(node.at(i).text());
  } else if constexpr (std::is_same_v<T, StringMap>) {
    out.clear();
    for (std::size_t i = 0; i < node.size(); ++i) out.emplace_back(node.key(i), node.at(i).text());
  } else if constexpr (std::is_same_v<T, std::vector<NamedExpression>>) {
    out.clear();
    for (std::size_t i = 0; i < node.size(); ++i)
      out.push_back({std::string(node.key(i)), {std::string(node.at(i).text()), node.at(i)}});
  } else {
    static_assert(std::is_same_v<T, DeclaredSchema>, "no option has this type");
    out.entries.clear();
    for (std::size_t i = 0; i < node.size(); ++i)
      out.entries.push_back(ReadSchemaEntry(node.key(i), node.at(i)));
  }
}

template <typename T>
constexpr etl_option_type TypeOf() {
  if constexpr (IsOptional<T>::value)
    return TypeOf<typename T::value_type>();
  else if constexpr (IsLocated<T>::value)
    return TypeOf<typename IsLocated<T>::Value>();
  else if constexpr (HasSpec<T>)
    return ETL_OPTION_OBJECT;
  else if constexpr (std::is_same_v<T, bool>)
    return ETL_OPTION_BOOL;
  else if constexpr (std::is_integral_v<T>)
    return ETL_OPTION_INT;
  else if constexpr (std::is_floating_point_v<T>)
    return ETL_OPTION_FLOAT;
  else if constexpr (std::is_same_v<T, std::filesystem::path>)
    return ETL_OPTION_PATH;
  else if constexpr (std::is_same_v<T, std::chrono::milliseconds>)
    return ETL_OPTION_DURATION;
  else if constexpr (std::is_same_v<T, ByteSize>)
    return ETL_OPTION_BYTES;
  else if constexpr (std::is_same_v<T, std::vector<std::string>>)
    return ETL_OPTION_LIST;
  else if constexpr (std::is_same_v<T, StringMap>)
    return ETL_OPTION_MAP;
  else if constexpr (std::is_same_v<T, DeclaredSchema>)
    return ETL_OPTION_SCHEMA;
  else if constexpr (std::is_same_v<T, Expression>)
    return ETL_OPTION_EXPRESSION;
  else if constexpr (std::is_same_v<T, std::vector<NamedExpression>>)
    return ETL_OPTION_EXPRESSION_MAP;
  else
    return ETL_OPTION_STRING;
}

// The options inside an object, also one that may be absent or keeps its place.
template <typename T>
std::vector<OptionDecl> FieldsOf() {
  if constexpr (HasSpec<T>)
    return T::Spec().decls();
  else if constexpr (IsOptional<T>::value)
    return FieldsOf<typename T::value_type>();
  else if constexpr (IsLocated<T>::value)
    return FieldsOf<typename IsLocated<T>::Value>();
  else
    return {};
}

// The default as YAML would say it; empty when there is none to show.
template <typename T>
std::string DefaultText(const T& value) {
  if constexpr (IsLocated<T>::value)
    return DefaultText(value.value);
  else if constexpr (std::is_same_v<T, bool>)
    return value ? "true" : "false";
  else if constexpr (std::is_arithmetic_v<T>)
    return Format("{}", value);
  else if constexpr (std::is_same_v<T, std::string>)
    return value;
  else if constexpr (std::is_same_v<T, std::filesystem::path>)
    return value.string();
  else if constexpr (std::is_same_v<T, std::chrono::milliseconds>)
    return value.count() % 1000 ? Format("{}ms", value.count())
                                : Format("{}s", value.count() / 1000);
  else if constexpr (std::is_same_v<T, ByteSize>)
    return value.bytes % (1 << 20) ? Format("{}", value.bytes) : Format("{}MiB", value.bytes >> 20);
  else
    return {};
}

}  // namespace detail

// Declares the options of the struct T and fills one. A member's initial value is its default.
//
//   static auto Spec() {
//     return etl::OptionSpec<LinesOptions>()
//         .Required("path", &LinesOptions::path, "Text file to read.").Binding()
//         .Optional("skip", &LinesOptions::skip, "Lines to skip at the start.");
//   }
//
// Sensitive(), Binding() and Values() are about the option before them.
template <typename T>
class OptionSpec {
 public:
  template <typename M>
  OptionSpec& Required(std::string name, M T::*member, std::string help) {
    return Declare(std::move(name), member, std::move(help), ETL_OPTION_REQUIRED);
  }
  template <typename M>
  OptionSpec& Optional(std::string name, M T::*member, std::string help) {
    Declare(std::move(name), member, std::move(help), 0);
    decls_.back().default_text = detail::DefaultText(T{}.*member);
    return *this;
  }
  // The step's `connection:`; M declares the connection's keys.
  template <detail::HasSpec M>
  OptionSpec& Connection(M T::*member, std::string help = "Name of the connection to use.") {
    Declare("connection", member, std::move(help), ETL_OPTION_REQUIRED);
    decls_.back().type = ETL_OPTION_CONNECTION;
    return *this;
  }

  OptionSpec& Sensitive() { return Flag(ETL_OPTION_SENSITIVE); }
  // A text of SQL: parameters stand in it as :name, bound as values, never pasted.
  OptionSpec& Sql() {
    decls_.back().type = ETL_OPTION_SQL;
    return *this;
  }
  OptionSpec& Binding() { return Flag(ETL_OPTION_BINDING); }
  OptionSpec& Values(std::vector<std::string> values) {
    decls_.back().values = std::move(values);
    return *this;
  }

  const std::vector<detail::OptionDecl>& decls() const { return decls_; }

  void Read(const OptionNode& node, T& out) const {
    for (std::size_t i = 0; i < decls_.size(); ++i)
      if (OptionNode value = node.Find(decls_[i].name)) readers_[i](value, out);
  }

 private:
  template <typename M>
  OptionSpec& Declare(std::string name, M T::*member, std::string help, std::uint32_t flags) {
    detail::OptionDecl decl{
        std::move(name), {}, std::move(help), detail::TypeOf<M>(), flags, {}, {}};
    decl.fields = detail::FieldsOf<M>();
    decls_.push_back(std::move(decl));
    readers_.push_back(
        [member](const OptionNode& node, T& out) { detail::ReadOption(node, out.*member); });
    return *this;
  }
  OptionSpec& Flag(std::uint32_t flag) {
    decls_.back().flags |= flag;
    return *this;
  }

  std::vector<detail::OptionDecl> decls_;
  std::vector<std::function<void(const OptionNode&, T&)>> readers_;
};

// For a component without options.
struct NoOptions {
  static auto Spec() { return OptionSpec<NoOptions>(); }
};

namespace detail {

template <typename T>
T ReadOptions(const etl_host* host, const etl_node* node) {
  T options{};
  if (node) T::Spec().Read(OptionNode(host, node), options);
  return options;
}

// The C view of a declaration, built once per component; owns all that it points to.
class OptionTable {
 public:
  explicit OptionTable(std::vector<OptionDecl> decls) : decls_(std::move(decls)) {
    for (const OptionDecl& decl : decls_) {
      auto row = std::make_unique<Row>(decl);
      pointers_.push_back(&row->option);
      rows_.push_back(std::move(row));
    }
  }
  const etl_option* const* data() const { return pointers_.data(); }
  std::size_t size() const { return pointers_.size(); }

 private:
  struct Row {
    explicit Row(const OptionDecl& decl) : fields(std::make_unique<OptionTable>(decl.fields)) {
      for (const std::string& value : decl.values) values.push_back(value.c_str());
      option = {sizeof(etl_option),
                decl.name.c_str(),
                decl.type,
                decl.flags,
                decl.default_text.empty() ? nullptr : decl.default_text.c_str(),
                decl.help.c_str(),
                values.data(),
                values.size(),
                fields->data(),
                fields->size()};
    }
    std::vector<const char*> values;
    std::unique_ptr<OptionTable> fields;
    etl_option option;
  };
  std::vector<OptionDecl> decls_;
  std::vector<std::unique_ptr<Row>> rows_;
  std::vector<const etl_option*> pointers_;
};

}  // namespace detail

ETL_SDK_END

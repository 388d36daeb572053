// SPDX-License-Identifier: Apache-2.0
#include "cli/drafts/source_draft.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

#include "plan/option_tree.h"

namespace etl::cli {

namespace {

std::string Upper(std::string text) {
  for (char& c : text) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  return text;
}

std::string SchemeOf(const std::string& url) { return url.substr(0, url.find(':')); }

const std::string* TextOf(const plan::FoundTable& table, std::string_view option) {
  const auto found = std::ranges::find(table.options, option, &plan::FoundOption::name);
  return found == table.options.end() ? nullptr : &found->text;
}

bool HasLetter(std::string_view text) {
  return std::ranges::any_of(text, [](unsigned char c) { return std::isalpha(c); });
}

// What a person would call the connection: its database, its file, the first word of its host.
std::string ConnectionName(const plan::Found& found, const plan::FoundTable& table) {
  const std::string* url = TextOf(table, "connection.url");
  if (!url) return found.component->name;
  std::string rest = url->substr(0, url->find('?'));
  const std::size_t authority = rest.find("://");
  rest.erase(0, authority == std::string::npos ? rest.find(':') + 1 : authority + 3);
  const bool has_authority = authority != std::string::npos && !rest.starts_with('/');
  while (rest.ends_with('/')) rest.pop_back();
  const std::size_t slash = rest.rfind('/');
  if (has_authority && slash == std::string::npos) {
    std::string host = rest.substr(rest.rfind('@') + 1);
    host = host.substr(0, host.find_last_of(':'));
    host = host.substr(0, host.find('.'));
    return HasLetter(host) ? StepName(host) : found.component->name;
  }
  std::string last = rest.substr(slash == std::string::npos ? 0 : slash + 1);
  last = last.substr(0, last.find('.', 1));
  return HasLetter(last) ? StepName(last) : found.component->name;
}

// "connection.api_key.value" of `shop` → SHOP_API_KEY
std::string VariableName(const std::string& connection, const std::vector<std::string>& path) {
  std::string last = path.back();
  if (last == "value" && path.size() > 1) last = path[path.size() - 2];
  return Upper(StepName(connection) + "_" + StepName(last));
}

std::string ColumnComment(const plan::FoundTable& table, const plan::FoundColumn& column) {
  std::string comment;
  const auto add = [&](const std::string& text) {
    comment += (comment.empty() ? "" : "; ") + text;
  };
  if (const plan::FoundKey* key = table.primary_key())
    if (std::ranges::find(key->columns, column.name) != key->columns.end()) add("primary key");
  for (const plan::FoundReference& reference : table.references)
    for (std::size_t i = 0; i < reference.columns.size(); ++i)
      if (reference.columns[i] == column.name)
        add("→ " + reference.table + "." + reference.other_columns[i]);
  if (!column.note.empty()) add(column.note);
  std::ranges::replace(comment, '\n', ' ');
  return comment;
}

std::string ColumnText(const plan::FoundColumn& column, const std::string& type) {
  if (!column.optional && column.path.empty()) return YamlText(type);
  std::string text = "{type: " + YamlFlowText(type);
  if (column.optional) text += ", optional: true";
  if (!column.path.empty()) text += ", path: " + YamlFlowText(column.path);
  return text + "}";
}

void AddSchema(const std::map<std::string, std::string>& types, SourceDraft& draft) {
  for (const plan::FoundColumn& column : draft.table->columns) {
    const auto other = types.find(column.name);
    const std::string& type = other == types.end() ? column.type : other->second;
    if (type.empty()) {
      draft.undeclared.push_back(
          fmt::format("{}{}: {}", YamlText(column.name),
                      column.native.empty() ? "" : " (" + column.native + ")", column.note));
      continue;
    }
    draft.schema.Set({column.name}, ColumnText(column, type), ColumnComment(*draft.table, column));
  }
}

}  // namespace

std::string SecretReferences::Reference(const std::string& secret, const std::string& suggested) {
  auto known = known_.find(secret);
  if (known == known_.end()) {
    known = known_.emplace(secret, suggested).first;
    made_up_.push_back(suggested);
  }
  return "\"${env:" + known->second + "}\"";
}

std::string StepName(const std::string& text) {
  std::string name;
  for (const unsigned char c : text) {
    if (c < 0x80 && std::isalnum(c))
      name += static_cast<char>(c);
    else if (!name.empty() && name.back() != '_')
      name += '_';
  }
  while (name.ends_with('_')) name.pop_back();
  if (name.empty()) return "data";
  return std::isdigit(static_cast<unsigned char>(name[0])) ? "t_" + name : name;
}

SourceDraft DraftSource(const plan::Found& found, const plan::FoundTable& table,
                        SecretReferences& secrets,
                        const std::map<std::string, std::string>& types) {
  SourceDraft draft;
  draft.component = found.component;
  draft.table = &table;
  draft.name = StepName(table.name);
  bool has_connection = false;
  for (const plan::FoundOption& option : table.options)
    has_connection |= option.name.starts_with("connection.");
  if (has_connection) draft.connection = ConnectionName(found, table);
  for (const plan::FoundOption& option : table.options) {
    std::vector<std::string> path = plan::OptionPath(*found.component, option.name);
    const bool of_connection = has_connection && path[0] == "connection";
    if (of_connection) path.erase(path.begin());
    const std::string& owner = of_connection ? draft.connection : draft.name;
    const std::string written = option.secret
                                    ? secrets.Reference(option.text, VariableName(owner, path))
                                    : YamlText(option.text);
    (of_connection ? draft.connection_options : draft.step_options).Set(path, written);
  }
  AddSchema(types, draft);
  return draft;
}

std::string ConnectionsText(const std::vector<SourceDraft>& drafts) {
  std::string out;
  std::vector<std::string> written;
  for (const SourceDraft& draft : drafts) {
    if (draft.connection.empty() || std::ranges::count(written, draft.connection)) continue;
    written.push_back(draft.connection);
    out += "  " + draft.connection + ":\n" + draft.connection_options.Text(4);
  }
  return out;
}

std::string SourceText(const SourceDraft& draft) {
  std::string out = "  " + draft.name + ":\n";
  const std::string* url = TextOf(*draft.table, "connection.url");
  if (!url || SchemeOf(*url) != draft.component->name)
    out += "    use: " + draft.component->name + "\n";
  if (!draft.connection.empty()) out += "    connection: " + draft.connection + "\n";
  out += draft.step_options.Text(4);
  if (!draft.schema.empty()) out += "    schema:\n" + draft.schema.Text(6);
  for (const std::string& column : draft.undeclared) out += "      # " + column + "\n";
  return out;
}

std::string DraftText(const SourceDraft& draft) {
  std::string out;
  if (!draft.connection.empty()) out += "connections:\n" + ConnectionsText({draft}) + "\n";
  return out + "sources:\n" + SourceText(draft);
}

}  // namespace etl::cli

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "cli/drafts/yaml_text.h"
#include "plan/discover.h"

namespace etl::cli {

// Where secrets come from: names of environment variables, by the secret. What is not in it gets a
// name of its own, and is remembered.
class SecretReferences {
 public:
  void Know(const std::string& secret, const std::string& variable) { known_[secret] = variable; }
  // "${env:SHOP_PASSWORD}", in quotes.
  std::string Reference(const std::string& secret, const std::string& suggested);
  // The variables that were used, with whether the caller named them.
  const std::vector<std::string>& made_up() const { return made_up_; }

 private:
  std::map<std::string, std::string> known_;
  std::vector<std::string> made_up_;
};

// A name that a step can have.
std::string StepName(const std::string& text);

// A source of a pipeline that reads what was found. Refers to it.
struct SourceDraft {
  const plugin::Component* component = nullptr;
  const plan::FoundTable* table = nullptr;
  std::string name, connection;  // no connection: its component has none
  YamlMapping connection_options, step_options, schema;
  std::vector<std::string> undeclared;  // columns that have no type, and why
};

// `types`: other types for some columns.
SourceDraft DraftSource(const plan::Found& found, const plan::FoundTable& table,
                        SecretReferences& secrets,
                        const std::map<std::string, std::string>& types = {});

// The lines below `connections:`, for those of the drafts that differ.
std::string ConnectionsText(const std::vector<SourceDraft>& drafts);
// The lines below `sources:` of one draft.
std::string SourceText(const SourceDraft& draft);

// Both, to be pasted.
std::string DraftText(const SourceDraft& draft);

}  // namespace etl::cli

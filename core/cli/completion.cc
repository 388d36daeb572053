// SPDX-License-Identifier: Apache-2.0
#include "cli/completion.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <utility>

#include "cli/session.h"
#include "etl/error.h"

namespace etl::cli {

namespace {

struct Candidates {
  std::string kind = "words";
  std::vector<std::pair<std::string, std::string>> words;  // and what they mean

  void Add(std::string word, std::string help = "") {
    words.emplace_back(std::move(word), std::move(help));
  }
};

// The command line as far as it is written: which verb, which option waits for its value, how many
// positionals are there, and what they say of the pipeline.
class Words {
 public:
  Words(const CLI::App& app, const std::vector<std::string>& words);
  Candidates Complete();

 private:
  void Read(const std::string& word);
  void TakeValue(const CLI::Option& option, const std::string& value);
  const CLI::Option* Find(const std::string& name) const;
  const CLI::Option* NextPositional() const;
  const CLI::App* FindVerb(const std::string& name) const;
  Candidates Values(const CLI::Option& option, const std::string& prefix);
  Candidates Parameters(const std::string& prefix);
  Candidates Options() const;

  const CLI::App* verb_;
  const CLI::Option* waiting_ = nullptr;
  std::size_t positionals_ = 0;
  bool only_positionals_ = false;  // after --
  std::string current_;
  etl::cli::Options options_;
};

Words::Words(const CLI::App& app, const std::vector<std::string>& words) : verb_(&app) {
  if (words.empty()) return;
  for (std::size_t i = 0; i + 1 < words.size(); ++i) Read(words[i]);
  current_ = words.back();
}

const CLI::Option* Words::Find(const std::string& name) const {
  for (const CLI::Option* option : verb_->get_options())
    if (option->check_name(name)) return option;
  return nullptr;
}

const CLI::Option* Words::NextPositional() const {
  std::size_t number = 0;
  for (const CLI::Option* option : verb_->get_options())
    if (option->get_positional() && number++ == positionals_) return option;
  return nullptr;
}

const CLI::App* Words::FindVerb(const std::string& name) const {
  for (const CLI::App* sub : verb_->get_subcommands({}))
    if (sub->check_name(name)) return sub;
  return nullptr;
}

void Words::TakeValue(const CLI::Option& option, const std::string& value) {
  const std::string name = option.get_name();
  if (name == "FILE" || name == "PIPELINE") options_.pipeline = value;
  if (name == "--dataset") options_.datasets.emplace_back(value);
  if (name == "--env-file") options_.env_files.emplace_back(value);
  if (name == "--plugin-dir") options_.plugin_directories.emplace_back(value);
  if (name == "--param") options_.assignments.push_back(value);
}

void Words::Read(const std::string& word) {
  if (waiting_) return TakeValue(*std::exchange(waiting_, nullptr), word);
  if (word == "--" && !only_positionals_) {
    only_positionals_ = true;
  } else if (word.starts_with('-') && !only_positionals_) {
    const std::size_t equals = word.find('=');
    const CLI::Option* option = Find(word.substr(0, equals));
    if (!option || option->get_items_expected_max() == 0) return;
    if (equals == std::string::npos)
      waiting_ = option;
    else
      TakeValue(*option, word.substr(equals + 1));
  } else if (const CLI::App* sub = FindVerb(word)) {
    verb_ = sub;
  } else {
    if (const CLI::Option* option = NextPositional()) TakeValue(*option, word);
    ++positionals_;
  }
}

Candidates Words::Parameters(const std::string& prefix) {
  Candidates out;
  Session session(options_);
  const std::size_t equals = prefix.find('=');
  for (const config::Param& param : session.LoadPipeline().config.params) {
    if (equals == std::string::npos) {
      out.kind = "part";
      out.Add(param.name + "=", param.help);
    } else if (prefix.substr(0, equals) == param.name) {
      std::vector<std::string> values = param.values;
      if (param.type == config::ParamType::kBool) values = {"true", "false"};
      for (const std::string& value : values) out.Add(param.name + "=" + value);
    }
  }
  return out;
}

// By what the help calls the value, as the user knows it: FILE, DIR, NAME=VALUE, {a,b,c}.
Candidates Words::Values(const CLI::Option& option, const std::string& prefix) {
  Candidates out;
  const std::string name = option.get_name(), type = option.get_type_name();
  if (const auto open = type.find('{'); open != std::string::npos) {
    std::string value;
    for (const char c : type.substr(open + 1)) {
      if (c != ',' && c != '}') {
        value += c;
        continue;
      }
      out.Add(std::exchange(value, ""));
    }
  } else if (type == "NAME=VALUE") {
    return Parameters(prefix);
  } else if (name == "STEP") {
    Session session(options_);
    const config::PipelineConfig config = session.LoadPipeline().config;
    for (const auto* section : {&config.sources, &config.transforms, &config.sinks})
      for (const config::Step& step : *section) out.Add(step.name, step.use.text());
  } else if (name == "NAME") {
    Session session(options_);
    for (const std::string& plugin : session.registry().available()) out.Add(plugin);
  } else if (name == "FILE" || name == "PIPELINE" || type == "FILE") {
    out.kind = "files";
  } else if (type == "DIR") {
    out.kind = "dirs";
  }
  return out;
}

Candidates Words::Options() const {
  Candidates out;
  for (const CLI::Option* option : verb_->get_options()) {
    for (const std::string& name : option->get_lnames())
      out.Add("--" + name, option->get_description());
    for (const std::string& name : option->get_snames())
      out.Add("-" + name, option->get_description());
  }
  return out;
}

Candidates Words::Complete() {
  if (waiting_) return Values(*waiting_, current_);
  const std::size_t equals = current_.find('=');
  if (current_.starts_with("--") && equals != std::string::npos && !only_positionals_) {
    const CLI::Option* option = Find(current_.substr(0, equals));
    if (!option) return {};
    Candidates values = Values(*option, current_.substr(equals + 1));
    for (auto& [word, help] : values.words) word.insert(0, current_.substr(0, equals + 1));
    return values;
  }
  if (current_.starts_with('-') && !only_positionals_) return Options();
  Candidates out;
  for (const CLI::App* sub : verb_->get_subcommands({}))
    if (!sub->get_group().empty()) out.Add(sub->get_name(), sub->get_description());
  if (!out.words.empty()) return out;
  const CLI::Option* positional = NextPositional();
  return positional ? Values(*positional, current_) : out;
}

}  // namespace

std::string Complete(const CLI::App& app, const std::vector<std::string>& words) {
  const std::string current = words.empty() ? "" : words.back();
  Candidates candidates;
  try {
    candidates = Words(app, words).Complete();
  } catch (const Error&) {  // there is nobody to tell
  }
  std::string out = candidates.kind + "\n";
  for (const auto& [word, help] : candidates.words)
    if (word.starts_with(current)) out += word + (help.empty() ? "" : "\t" + help) + "\n";
  return out;
}

}  // namespace etl::cli

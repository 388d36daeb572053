// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "config/environment.h"
#include "config/finding.h"
#include "config/node.h"
#include "config/param.h"
#include "config/secrets.h"

namespace etl::config {

/// The parameters of a pipeline, evaluated where they are used and not before, each once. A problem
/// is reported once, at the first use. Holds a reference to the secrets, which must outlive it. For
/// one thread at a time.
class Parameters {
 public:
  Parameters(std::vector<Param> declared, Environment environment, std::string run_date,
             Mark pipeline, Secrets& secrets);

  const std::vector<Param>& declared() const { return declared_; }
  const Param* Find(std::string_view name) const;

  /// What a dataset file says; the latest wins. Reports an unknown name.
  void SetFromDataset(const Node::Entry& entry, Findings& findings);
  /// What a recording says; any other value wins, but not the default. What is unknown is passed
  /// over.
  void SetRecorded(const Node::Entry& entry);
  /// What `-p name=value` says; the latest wins. Reports an unknown name.
  void Assign(const std::string& assignment, Findings& findings);

  /// Says nothing about unknown names from now on, as the declarations could not be read.
  void AllowUnknown() { unknown_allowed_ = true; }

  /// The value for a use at `use` in `path`, or null after reporting why there is none.
  const ParamValue* Value(std::string_view name, const Mark& use, const std::string& path,
                          Findings& findings);
  /// What has been evaluated so far.
  const std::map<std::string, ParamValue, std::less<>>& values() const { return values_; }

  /// `node` with every `${...}` in its scalars replaced.
  Node Resolve(const Node& node, const std::string& path, Findings& findings);

  // For Substitution.
  const Environment& environment() const { return environment_; }
  Secrets& secrets() const { return secrets_; }
  /// The value of a built-in for a use at `use`. ${dataset_dir} has one only within a dataset file.
  std::optional<std::string> BuiltIn(std::string_view name, const Mark& use) const;
  static bool IsBuiltIn(std::string_view name);
  std::vector<std::string> names() const;

 private:
  struct Candidate;
  // The texts of a value before its type is known to fit; `shown` stands for them in messages.
  struct Raw {
    std::vector<std::string> texts;
    std::string shown;
    Mark mark;
    bool hide = false;
    bool sensitive = false;
  };

  std::optional<ParamValue> Evaluate(const Param& param, const Mark& use, const std::string& path,
                                     Findings& findings);
  std::optional<Candidate> Pick(const Param& param) const;
  std::optional<Raw> ReadNode(const Param& param, const Node& written, const Mark& use,
                              const std::string& path, Findings& findings);
  std::optional<ParamValue> Convert(const Param& param, const std::string& origin, const Raw& raw,
                                    Findings& findings);
  void ReportUnset(const Param& param, const std::vector<std::string>& variables, const Mark& use,
                   const std::string& path, Findings& findings) const;
  void ReportCycle(std::string_view name, const Mark& use, const std::string& path,
                   Findings& findings);

  std::vector<Param> declared_;
  Environment environment_;
  std::string run_date_;
  Mark pipeline_;
  Secrets& secrets_;
  std::map<std::string, Node, std::less<>> from_datasets_;
  std::map<std::string, Node, std::less<>> recorded_;
  std::map<std::string, std::string, std::less<>> assigned_;
  std::map<std::string, ParamValue, std::less<>> values_;
  bool unknown_allowed_ = false;
  std::set<std::string, std::less<>> failed_;  // reported: silent from now on
  std::vector<std::string> evaluating_;        // the chain of defaults, to see a cycle
};

}  // namespace etl::config

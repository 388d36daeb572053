// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "etl/options.h"

namespace etl::join {

struct JoinOptions {
  Located<std::vector<std::string>> keys;
  Located<std::vector<std::string>> right_keys;
  std::string match = "all";
  std::string type = "inner";

  static auto Spec() {
    return OptionSpec<JoinOptions>()
        .Required("keys", &JoinOptions::keys, "Columns whose values must be equal.")
        .Optional("right_keys", &JoinOptions::right_keys,
                  "The same columns' names in the second input, where they differ.")
        .Optional("match", &JoinOptions::match, "Which rows of one key pair with each other.")
        .Values({"all", "zip", "first", "unique"})
        .Optional("type", &JoinOptions::type, "What becomes of a row in no pair.")
        .Values({"inner", "left", "right", "full", "semi", "anti"});
  }
};

enum class Match { kAll, kZip, kFirst, kUnique };
enum class JoinType { kInner, kLeft, kRight, kFull, kSemi, kAnti };

inline Match MatchOf(const JoinOptions& options) {
  if (options.match == "zip") return Match::kZip;
  if (options.match == "first") return Match::kFirst;
  return options.match == "unique" ? Match::kUnique : Match::kAll;
}

inline JoinType TypeOf(const JoinOptions& options) {
  if (options.type == "left") return JoinType::kLeft;
  if (options.type == "right") return JoinType::kRight;
  if (options.type == "full") return JoinType::kFull;
  if (options.type == "semi") return JoinType::kSemi;
  return options.type == "anti" ? JoinType::kAnti : JoinType::kInner;
}

// Which rows in no pair are in the output, as one half of a row.
inline bool KeepsLeft(JoinType type) {
  return type == JoinType::kLeft || type == JoinType::kFull || type == JoinType::kAnti;
}
inline bool KeepsRight(JoinType type) {
  return type == JoinType::kRight || type == JoinType::kFull;
}
// Whether the output is rows of the left input, chosen by whether they have a partner.
inline bool IsFilter(JoinType type) { return type == JoinType::kSemi || type == JoinType::kAnti; }

}  // namespace etl::join

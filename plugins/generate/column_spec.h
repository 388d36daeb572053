// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "etl/decimal.h"
#include "etl/options.h"
#include "plugins/generate/random.h"
#include "plugins/shared/call_text/call_text.h"

namespace etl::generate {

// One entry of `columns`: its text taken apart, and readers of its arguments that throw ConfigError
// at their place.
class ColumnSpec {
 public:
  ColumnSpec(std::string name, const OptionNode& node, std::uint64_t seed, std::int64_t rows);

  const std::string& name() const { return name_; }
  const std::string& kind() const { return call_.name.text; }
  std::int64_t rows() const { return rows_; }
  double null_share() const { return null_share_; }  // 0 to 1
  bool unique() const { return unique_; }
  bool skewed() const { return skewed_; }
  // Different for each purpose: a column that is null at random stays the same where it is not.
  std::uint64_t Key(std::string_view purpose = {}) const {
    return KeyOf(seed_ ^ KeyOf(0, purpose), name_);
  }

  std::size_t size() const { return call_.arguments.size(); }
  const call_text::Piece& argument(std::size_t i) const { return call_.arguments[i]; }
  // `form` is shown where the number of arguments is wrong: "int(min, max)".
  void Expect(std::size_t least, std::size_t most, std::string_view form) const;
  std::int64_t Integer(std::size_t i, std::int64_t least, std::int64_t most) const;
  double Real(std::size_t i) const;
  Int128 Decimal(std::size_t i, int precision, int scale) const;
  std::int32_t Date(std::size_t i) const;
  std::int64_t Timestamp(std::size_t i, bool* has_zone) const;

  // For a generator that has no such modifier.
  void RefuseUnique() const;
  void RefuseSkewed() const;
  void RefuseNull() const;
  template <typename... Values>
  [[noreturn]] void Fail(std::size_t at, std::string_view what, const Values&... values) const {
    throw ConfigError("column `{}`: {}", name_, Format(what, values...))
        .Option(node_.get(), static_cast<std::int64_t>(at));
  }
  template <typename... Values>
  [[noreturn]] void FailAt(std::size_t i, std::string_view what, const Values&... values) const {
    Fail(argument(i).at, what, values...);
  }

 private:
  void ReadWords();

  const std::string name_;
  const OptionNode node_;
  const std::uint64_t seed_;
  const std::int64_t rows_;
  const call_text::Call call_;
  double null_share_ = 0;
  bool unique_ = false, skewed_ = false;
};

}  // namespace etl::generate

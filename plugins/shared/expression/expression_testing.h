// SPDX-License-Identifier: Apache-2.0
// Evaluates expressions in tests: over rows written as text, with results and errors as text.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "etl/testing/harness.h"
#include "plugins/shared/expression/bound_expression.h"

namespace etl::expression {

using TextRows = std::vector<std::vector<std::string>>;

class Evaluator {
 public:
  explicit Evaluator(Schema schema, const TextRows& rows = {})
      : schema_(std::move(schema)), batch_(testing::MakeBatch(schema_, rows)) {}

  testing::Host& host() { return host_; }
  // A parameter that is a list, as the host gives it.
  void SetList(const std::string& name, const std::vector<std::string>& values) {
    host_.params[name + "[]"] = {ETL_VALUE_INT, static_cast<std::int64_t>(values.size()), 0, {}};
    for (std::size_t i = 0; i < values.size(); ++i)
      host_.params[name + "[" + std::to_string(i) + "]"] = {ETL_VALUE_TEXT, 0, 0, values[i]};
  }
  const RecordBatch& batch() const { return batch_; }

  BoundExpression Bind(const std::string& text) {
    option_ = std::make_unique<testing::OptionTree>();
    option_->kind = ETL_NODE_SCALAR;
    option_->text = text;
    const Expression expression{text, OptionNode(host_.get(), option_->node())};
    return BoundExpression::Bind(expression, schema_, Context(host_.get()));
  }

  // The result of every row, joined by '|'.
  std::string Values(const std::string& text) {
    const Column column = Bind(text).Evaluate(batch_);
    std::string out;
    for (std::int64_t row = 0; row < column.length(); ++row)
      out += (row ? "|" : "") + FormatValue(column, row);
    return out;
  }

  // Values, or "error …": of the pipeline with a caret under the place ("2: message; hint"), of
  // the data with row and column.
  std::string Outcome(const std::string& text) {
    try {
      return Values(text);
    } catch (const ConfigError& error) {
      return Format("@{} {}{}", error.caret(), std::string(error.what()), HintOf(error));
    } catch (const DataError& error) {
      return Format("row {}{}: {}", error.row(),
                    error.column().empty() ? "" : " column " + error.column(),
                    std::string(error.what()));
    } catch (const InputFailed&) {
      return "reported: " + std::string(host_.failures.back().what());
    }
  }

 private:
  static std::string HintOf(const Error& error) {
    return error.hint().empty() ? "" : "; " + error.hint();
  }

  testing::Host host_;
  Schema schema_;
  RecordBatch batch_;
  std::unique_ptr<testing::OptionTree> option_;
};

}  // namespace etl::expression

// SPDX-License-Identifier: Apache-2.0
#include "plugins/aggregate/calls.h"

#include <algorithm>
#include <utility>

#include "etl/compare.h"
#include "etl/suggest.h"
#include "plugins/shared/call_text/call_text.h"
#include "plugins/shared/order_list/order_list.h"

namespace etl::aggregate {
namespace {

constexpr int kMoreDigits = 4;  // of an average than of its values, where none are asked for
constexpr int kMostDigits = 38;

constexpr std::pair<const char*, Function> kFunctions[] = {
    {"count", Function::kCount}, {"count_distinct", Function::kCountDistinct},
    {"sum", Function::kSum},     {"avg", Function::kAvg},
    {"min", Function::kMin},     {"max", Function::kMax},
    {"first", Function::kFirst}, {"last", Function::kLast}};

// Reads one entry.
class CallReader {
 public:
  CallReader(const NamedExpression& entry, const Schema& input, std::string_view step)
      : entry_(entry),
        input_(input),
        step_(step),
        call_(call_text::ParseCall(entry.expression.text, entry.expression.node.get())) {}

  AggregateCall Read() {
    AggregateCall out;
    out.text = entry_.expression.text;
    out.function = ReadFunction();
    const std::size_t most = out.function == Function::kAvg ? 2 : 1;
    if (!call_.words.empty())
      Fail(call_.words[0].at, "`{}` is too much behind a function", call_.words[0].text);
    if (call_.arguments.empty() && out.function != Function::kCount)
      Fail(0, "{} needs a column: {}(x)", call_.name.text, call_.name.text);
    if (call_.arguments.size() > most)
      Fail(call_.arguments[most].at, "{} takes {} argument{}", call_.name.text, most,
           most == 1 ? "" : "s");
    if (call_.arguments.empty()) {
      out.function = Function::kCountRows;
    } else {
      out.column = ReadColumn();
    }
    out.result = ResultOf(out);
    out.result.name = entry_.name;
    return out;
  }

 private:
  template <typename... Values>
  [[noreturn]] void Fail(std::size_t at, std::string_view what, const Values&... values) const {
    throw ConfigError("`{}`: {}", entry_.name, Format(what, values...))
        .Option(entry_.expression.node.get(), static_cast<std::int64_t>(at));
  }

  Function ReadFunction() const {
    std::vector<std::string> known;
    for (const auto& [name, function] : kFunctions) {
      if (call_.name.text == name) return function;
      known.emplace_back(name);
    }
    const auto closest = Closest(call_.name.text, known);
    Fail(call_.name.at, "there is no function `{}`; {}", call_.name.text,
         closest ? "did you mean `" + *closest + "`?"
                 : "there are count, count_distinct, sum, avg, min, max, first, last");
  }

  int ReadColumn() const {
    const call_text::Piece& name = call_.arguments[0];
    const auto column = input_.Find(name.text);
    if (column) return *column;
    throw ConfigError("`{}` has no column `{}`", step_, name.text)
        .Hint(order_list::ColumnHint(name.text, input_) +
              "; an expression goes into a select in front of this step")
        .Option(entry_.expression.node.get(), static_cast<std::int64_t>(name.at));
  }

  Field ResultOf(const AggregateCall& call) const {
    switch (call.function) {
      case Function::kCountRows:
      case Function::kCount:
      case Function::kCountDistinct:
        return {{}, Int64(), false};
      case Function::kSum:
        return {{}, SumType(input_[call.column].type)};
      case Function::kAvg:
        return {{}, AvgType(input_[call.column].type)};
      default: {
        Field field = input_[call.column];  // with its length and its SQL type
        field.nullable = true;
        return field;
      }
    }
  }

  DataType SumType(DataType type) const {
    switch (type.id) {
      case TypeId::kInt32:
        return Int64();
      case TypeId::kInt64:
      case TypeId::kUInt64:
        return Decimal128(kMostDigits, 0);
      case TypeId::kDecimal128:
        return Decimal128(kMostDigits, type.scale);
      case TypeId::kFloat64:
      case TypeId::kDuration:
        return type;
      default:
        Fail(0, "sum needs numbers, and `{}` is {}", call_.arguments[0].text, ToString(type));
    }
  }

  DataType AvgType(DataType type) const {
    const bool has_digits = call_.arguments.size() > 1;
    int whole = 0;
    switch (type.id) {
      case TypeId::kInt32:
        whole = 10;
        break;
      case TypeId::kInt64:
        whole = 19;
        break;
      case TypeId::kUInt64:
        whole = 20;
        break;
      case TypeId::kDecimal128:
        whole = type.precision - type.scale;
        break;
      case TypeId::kFloat64:
        if (has_digits)
          Fail(call_.arguments[1].at,
               "`{}` is double, which cannot be rounded exactly; cast it to a "
               "decimal in a select before",
               call_.arguments[0].text);
        return Float64();
      default:
        Fail(0, "avg needs numbers, and `{}` is {}", call_.arguments[0].text, ToString(type));
    }
    // Rounded to fewer digits it may have one more in front: 9.99 is 10.
    const int digits = has_digits ? ReadDigits() : std::min(type.scale + kMoreDigits, kMostDigits);
    const int front = std::max(whole + (digits < type.scale ? 1 : 0), digits == 0 ? 1 : 0);
    return Decimal128(std::min(front + digits, kMostDigits), digits);
  }
  int ReadDigits() const {
    const call_text::Piece& text = call_.arguments[1];
    const auto digits = detail::ParseNumber<int>(text.text);
    if (!digits || *digits < 0 || *digits > kMostDigits)
      Fail(text.at, "{} is no number of digits between 0 and 38", Quoted(text.text));
    return *digits;
  }

  const NamedExpression& entry_;
  const Schema& input_;
  const std::string_view step_;
  const call_text::Call call_;
};

bool IsKey(const Calls& calls, int column) {
  return std::find(calls.key_columns.begin(), calls.key_columns.end(), column) !=
         calls.key_columns.end();
}

// Values are counted as distinct where they are neighbours, so that the rows of a group can serve
// one column.
void FindDistinct(Calls& calls, const AggregateOptions& options, const Schema& input) {
  bool by_arrival = false;
  for (std::size_t i = 0; i < calls.calls.size(); ++i) {
    const AggregateCall& call = calls.calls[i];
    by_arrival |= call.function == Function::kFirst || call.function == Function::kLast;
    if (call.function != Function::kCountDistinct) continue;
    if (calls.distinct && *calls.distinct != call.column)
      throw ConfigError("the values of two columns are to be counted, `{}` and `{}`",
                        input[*calls.distinct].name, input[call.column].name)
          .Hint(
              "the rows of a group can be sorted by one of them only: use a step for each, and "
              "join them")
          .Option(options.set.value[i].expression.node.get());
    calls.distinct = call.column;
  }
  if (by_arrival && calls.distinct && !IsKey(calls, *calls.distinct))
    throw ConfigError(
        "first and last cannot stand beside count_distinct, which has the rows of a "
        "group sorted by `{}`",
        input[*calls.distinct].name)
        .Hint("use a step for each, and join them; or min and max")
        .Option(options.set.node.get());
}

}  // namespace

Order Calls::RowOrder(const Schema& input) const {
  Order order = keys;
  if (distinct && !IsKey(*this, *distinct)) order.push_back({input[*distinct].name});
  return order;
}

Calls ReadCalls(const AggregateOptions& options, const Schema& input, std::string_view step) {
  Calls calls;
  if (options.by.node && !options.by.value.empty())
    calls.keys = order_list::ReadKeys(options.by, input, step);
  if (options.set.value.empty())
    throw ConfigError("`set` needs at least one function").Option(options.set.node.get());
  std::vector<Field> fields;
  for (const CompareKey& key : CompareKeys(input, calls.keys)) {
    calls.key_columns.push_back(key.left);
    fields.push_back(input[key.left]);
  }
  for (const NamedExpression& entry : options.set.value) {
    calls.calls.push_back(CallReader(entry, input, step).Read());
    if (std::any_of(fields.begin(), fields.end(),
                    [&](const Field& field) { return field.name == entry.name; }))
      throw ConfigError("`{}` is a key of the groups already", entry.name)
          .Hint("give the result another name")
          .Option(entry.expression.node.get());
    fields.push_back(calls.calls.back().result);
  }
  FindDistinct(calls, options, input);
  calls.schema = Schema(std::move(fields));
  return calls;
}

}  // namespace etl::aggregate

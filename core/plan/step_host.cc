// SPDX-License-Identifier: Apache-2.0
#include "plan/step_host.h"

#include <fmt/format.h>

#include <cstdlib>
#include <optional>
#include <utility>

#include "etl/temporal.h"

namespace etl::plan {

namespace {

// While a run is planned nothing else takes memory. Large enough for the first records of a file
// whose columns are not declared.
constexpr std::int64_t kPlanMemory = 16 << 20;

StepHost* Self(etl_host* host) { return static_cast<StepHost*>(host->self); }

// A parameter's canonical text as a typed value.
Value ToValue(const config::ParamValue& param) {
  using config::ParamType;
  Value value;
  switch (param.type) {
    case ParamType::kInt:
      value.type = ETL_VALUE_INT;
      value.integer = std::strtoll(param.text.c_str(), nullptr, 10);
      break;
    case ParamType::kBool:
      value.type = ETL_VALUE_BOOL;
      value.integer = param.text == "true";
      break;
    case ParamType::kFloat:
      value.type = ETL_VALUE_FLOAT;
      value.real = std::strtod(param.text.c_str(), nullptr);
      break;
    case ParamType::kDate:
      value.type = ETL_VALUE_DATE;
      value.integer = ParseDate(param.text).value_or(0);
      break;
    default:
      value.type = ETL_VALUE_TEXT;
      value.text = param.text;
  }
  return value;
}

// A list is asked for in parts: "name[]" is how many values it has, "name[0]" the first of them.
std::optional<Value> ValueOf(const config::ParamValue& param, std::string_view item) {
  const bool list = param.type == config::ParamType::kList;
  if (list == item.empty()) return std::nullopt;
  if (!list) return ToValue(param);
  Value value;
  if (item == "[]") {
    value.type = ETL_VALUE_INT;
    value.integer = static_cast<std::int64_t>(param.list.size());
    return value;
  }
  const std::size_t i = std::strtoull(std::string(item.substr(1)).c_str(), nullptr, 10);
  if (i >= param.list.size()) return std::nullopt;
  value.type = ETL_VALUE_TEXT;
  value.text = param.list[i];
  return value;
}

}  // namespace

StepHost::StepHost(const HostEnvironment& environment, std::string step, std::string plugin,
                   config::Mark mark, const OptionNode* options)
    : environment_(environment),
      step_(std::move(step)),
      plugin_(std::move(plugin)),
      mark_(std::move(mark)),
      options_(options),
      host_{} {
  host_.size = sizeof host_;
  host_.abi_major = ETL_ABI_MAJOR;
  host_.abi_minor = ETL_ABI_MINOR;
  host_.self = this;
  host_.step = detail::ToStr(step_);
  host_.run_id = detail::ToStr(environment_.run_id);
  host_.batch_rows = environment_.limits.rows;
  host_.batch_bytes = environment_.limits.bytes;
  FillNodeFunctions(host_);
  FillServices();
}

void StepHost::FillServices() {
  host_.param = [](etl_host* host, etl_str name, etl_value* out) {
    return Self(host)->Param(detail::ToView(name), out);
  };
  host_.log = [](etl_host* host, std::uint32_t level, etl_str message) {
    const StepHost* self = Self(host);
    if (self->environment_.log)
      self->environment_.log(static_cast<etl_log_level>(level), self->step_,
                             self->environment_.secrets->Mask(detail::ToView(message)));
  };
  host_.fail = [](etl_host* host, const etl_error* error) { Self(host)->ReportC(*error); };
  host_.cancelled = [](etl_host* host) { return std::int32_t{Self(host)->Cancelled()}; };
  host_.mask = [](etl_host* host, etl_str text, etl_text* out) {
    const std::string masked = Self(host)->environment_.secrets->Mask(detail::ToView(text));
    out->set(out, detail::ToStr(masked));
  };
  host_.metric = [](etl_host* host, etl_str name, std::int64_t delta) {
    Self(host)->Metric(detail::ToView(name), delta);
  };
  host_.try_memory = [](etl_host* host, std::int64_t bytes) {
    return std::int32_t{Self(host)->TryMemory(bytes)};
  };
  host_.new_buffer = [](etl_host* host, const ArrowSchema* schema, etl_buffer** out) {
    return Self(host)->NewBuffer(schema, out);
  };
  host_.claim = [](etl_host* host, etl_str token) {
    return Self(host)->Claim(detail::ToView(token));
  };
  host_.artifact = [](etl_host* host, etl_str media_type, etl_str content) {
    Self(host)->Artifact(detail::ToView(media_type), detail::ToView(content));
  };
  host_.reject = [](etl_host* host, const etl_error* error) { return Self(host)->Reject(*error); };
  host_.statement = [](etl_host* host, etl_str text, std::int64_t microseconds) {
    Self(host)->Statement(detail::ToView(text), microseconds);
  };
  host_.extension = [](etl_host*, const char*) -> const void* { return nullptr; };
}

std::int32_t StepHost::Param(std::string_view asked, etl_value* out) {
  const std::string_view name = asked.substr(0, asked.find('[')), item = asked.substr(name.size());
  // Parameters are evaluated when they are first used, and steps run on several threads.
  static std::mutex evaluation;
  const std::lock_guard evaluating(evaluation);
  const auto fail = [&](const std::string& message, const std::string& hint) {
    StepFailure failure = MakeFailure(ETL_CONFIG_ERROR, message, hint);
    if (options_) failure.mark = options_->MarkOfParam(name).value_or(mark_);
    Report(std::move(failure));
    return ETL_CONFIG_ERROR;
  };
  config::Findings findings;
  const config::ParamValue* param = nullptr;
  if (environment_.config)
    param = environment_.config->Value(std::string(name), mark_, step_, findings);
  if (!param && !findings.all().empty())
    return fail(findings.all().front().message, findings.all().front().suggestion);
  if (!param) return fail(fmt::format("there is no value for the parameter `{}`", name), "");
  const std::optional<Value> value = ValueOf(*param, item);
  if (!value && param->type == config::ParamType::kList)
    return fail(fmt::format("the parameter `{}` is a list, which has no place here", name),
                fmt::format("in an expression write: column in ${}", name));
  if (!value)
    return fail(fmt::format("the parameter `{}` is no list", name),
                fmt::format("write: column in (${}), or declare it as `type: list`", name));
  const std::lock_guard lock(mutex_);
  *out = detail::ToC(params_.emplace_back(*value));
  return ETL_OK;
}

void StepHost::ReportC(const etl_error& error) { Report(ToFailure(error)); }

StepFailure StepHost::ToFailure(const etl_error& error) const {
  StepFailure failure =
      MakeFailure(error.code, detail::ToView(error.message), detail::ToView(error.hint));
  failure.column = detail::ToView(error.column);
  failure.position = environment_.secrets->Mask(detail::ToView(error.position));
  failure.row = error.row;
  // Many complaints about options only name them.
  if (error.code == ETL_CONFIG_ERROR && !error.option && options_)
    if (const OptionNode* option = options_->NamedIn(failure.message)) failure.mark = option->mark;
  if (error.option) {
    failure.mark = error.option->MarkAt(error.caret);
    if (!error.option->sensitive) failure.option_text = error.option->text;
    failure.caret = error.caret;
  }
  return failure;
}

bool StepHost::TryMemory(std::int64_t bytes) {
  const std::lock_guard lock(mutex_);
  if (bytes > 0 && memory_ + bytes > kPlanMemory) return false;
  memory_ += bytes;
  return true;
}

// Without a place for rejects each is a failure.
std::int32_t StepHost::Reject(const etl_error& error) {
  ReportC(error);
  return error.code;
}

void StepHost::Report(StepFailure failure) {
  const std::lock_guard lock(mutex_);
  if (!failure_) failure_ = std::move(failure);
}

bool StepHost::has_failure() const {
  const std::lock_guard lock(mutex_);
  return failure_.has_value();
}

StepFailure StepHost::TakeFailure(std::int32_t status, std::string_view doing) {
  {
    const std::lock_guard lock(mutex_);
    if (failure_) return *std::exchange(failure_, std::nullopt);
  }
  if (status == ETL_CANCELLED) return MakeFailure(status, "cancelled");
  return MakeFailure(status, fmt::format("the plugin failed to {} and did not say why (status {})",
                                         doing, status));
}

StepFailure StepHost::MakeFailure(std::int32_t status, std::string_view message,
                                  std::string_view hint) const {
  StepFailure failure;
  failure.status = status;
  failure.step = step_;
  failure.plugin = plugin_;
  failure.message = environment_.secrets->Mask(message);
  failure.hint = environment_.secrets->Mask(hint);
  failure.mark = mark_;
  return failure;
}

}  // namespace etl::plan

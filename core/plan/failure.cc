// SPDX-License-Identifier: Apache-2.0
#include "plan/failure.h"

#include <fmt/format.h>

#include "plan/quantity.h"

namespace etl::plan {

const char* StatusName(std::int32_t status) {
  switch (status) {
    case ETL_DATA_ERROR:
      return "data";
    case ETL_CONFIG_ERROR:
      return "config";
    case ETL_ENVIRONMENT_ERROR:
      return "environment";
    case ETL_UNKNOWN_OUTCOME:
      return "unknown-outcome";
    case ETL_CANCELLED:
      return "cancelled";
    case kTooManyRejects:
      return "rejects";
    default:
      return "internal";
  }
}

int ExitCodeOf(std::int32_t status) {
  switch (status) {
    case ETL_CONFIG_ERROR:
      return 2;
    case ETL_ENVIRONMENT_ERROR:
      return 3;
    case kTooManyRejects:
      return 4;
    case ETL_UNKNOWN_OUTCOME:
      return 5;
    default:
      return 1;  // the data, or a plugin that failed on it
  }
}

std::string CaretExcerpt(const StepFailure& failure) {
  if (failure.caret < 0 || failure.option_text.empty()) return {};
  const std::string& text = failure.option_text;
  const auto caret = std::min(static_cast<std::size_t>(failure.caret), text.size());
  const std::size_t begin = caret == 0 ? 0 : text.rfind('\n', caret - 1) + 1;  // npos + 1 is 0
  const std::size_t end = text.find('\n', caret);
  std::size_t characters = 0;  // not bytes
  for (std::size_t i = begin; i < caret; ++i)
    if ((static_cast<unsigned char>(text[i]) & 0xc0) != 0x80) ++characters;
  return fmt::format("  {}\n  {}^",
                     text.substr(begin, end == std::string::npos ? end : end - begin),
                     std::string(characters, ' '));
}

std::string ToString(const StepFailure& failure) {
  std::string out = fmt::format("error[{}]", StatusName(failure.status));
  if (const std::string mark = config::ToString(failure.mark); !mark.empty())
    out += " " + mark + ":";
  if (!failure.step.empty()) {
    out += " " + failure.step;
    std::string place = failure.position;
    if (failure.row >= 0 && place.empty()) place = "row " + FormatCount(failure.row + 1);
    if (!failure.column.empty())
      place += (place.empty() ? "" : ", ") + ("column " + failure.column);
    if (!place.empty()) out += " (" + place + ")";
    out += ":";
  }
  out += " " + failure.message;
  if (const std::string excerpt = CaretExcerpt(failure); !excerpt.empty()) out += "\n" + excerpt;
  if (!failure.hint.empty()) out += "\n  hint: " + failure.hint;
  return out;
}

}  // namespace etl::plan

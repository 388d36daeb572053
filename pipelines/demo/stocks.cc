// SPDX-License-Identifier: Apache-2.0
#include "pipelines/demo/stocks.h"

#include <Poco/URI.h>
#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <iterator>
#include <vector>

namespace etl::demo {
namespace {

using Days = std::chrono::sys_days;
using std::chrono::year, std::chrono::June;

constexpr std::size_t kCompact = 100;

// A small generator whose numbers are the same everywhere (splitmix64).
std::uint64_t Next(std::uint64_t& state) {
  std::uint64_t z = state += 0x9e3779b97f4a7c15;
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
  z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
  return z ^ (z >> 31);
}

struct Day {
  Days date;
  std::int64_t open, high, low, close;  // cents
  std::int64_t volume;
};

// Oldest first: a walk of the closing price, of at most 2 % a day.
std::vector<Day> Series(const std::string& symbol) {
  std::uint64_t state = 20230602;
  for (const char c : symbol) state = state * 31 + static_cast<unsigned char>(c);
  std::int64_t price = 2000 + static_cast<std::int64_t>(Next(state) % 30'000);
  std::vector<Day> days;
  const auto step = [&](std::int64_t from) {
    const std::int64_t most = std::max<std::int64_t>(1, from / 50);
    return static_cast<std::int64_t>(Next(state) % static_cast<std::uint64_t>(2 * most + 1)) - most;
  };
  for (Days date = year(2003) / June / 2; date <= Days(year(2023) / June / 2);
       date += std::chrono::days(1)) {
    const unsigned weekday = std::chrono::weekday(date).c_encoding();
    if (weekday == 0 || weekday == 6) continue;
    Day day{date, 0, 0, 0, 0, 0};
    day.open = std::max<std::int64_t>(100, price + step(price) / 4);
    day.close = std::max<std::int64_t>(100, day.open + step(day.open));
    day.high = std::max(day.open, day.close) + std::abs(step(price)) / 4;
    day.low = std::max<std::int64_t>(1, std::min(day.open, day.close) - std::abs(step(price)) / 4);
    day.volume = 1'000'000 + static_cast<std::int64_t>(Next(state) % 90'000'000);
    price = day.close;
    days.push_back(day);
  }
  return days;
}

std::string Text(Days date) {
  const std::chrono::year_month_day day(date);
  return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(day.year()),
                     static_cast<unsigned>(day.month()), static_cast<unsigned>(day.day()));
}

std::string Money(std::int64_t cents) { return fmt::format("{}.{:02}", cents / 100, cents % 100); }

std::string Prices(const std::string& symbol, bool full) {
  const std::vector<Day> days = Series(symbol);
  const std::size_t count = full ? days.size() : std::min(kCompact, days.size());
  std::string out = fmt::format(
      "{{\n  \"Meta Data\": {{\n    \"1. Information\": \"Daily Time Series with Splits and "
      "Dividend Events\",\n    \"2. Symbol\": \"{}\",\n    \"3. Last Refreshed\": \"{}\",\n    "
      "\"4. Output Size\": \"{}\",\n    \"5. Time Zone\": \"US/Eastern\"\n  }},\n"
      "  \"Time Series (Daily)\": {{",
      symbol, Text(days.back().date), full ? "Full size" : "Compact");
  for (std::size_t i = 0; i < count; ++i) {
    const Day& day = days[days.size() - 1 - i];
    out += fmt::format(
        "{}\n    \"{}\": {{\n      \"1. open\": \"{}\",\n      \"2. high\": \"{}\",\n      \"3. "
        "low\": \"{}\",\n      \"4. close\": \"{}\",\n      \"5. adjusted close\": \"{}\",\n      "
        "\"6. volume\": \"{}\",\n      \"7. dividend amount\": \"0.0000\",\n      \"8. split "
        "coefficient\": \"1.0\"\n    }}",
        i == 0 ? "" : ",", Text(day.date), Money(day.open), Money(day.high), Money(day.low),
        Money(day.close), Money(day.close), day.volume);
  }
  return out + "\n  }\n}\n";
}

}  // namespace

bool Stocks::Allowed() {
  const std::lock_guard lock(mutex_);
  const auto now = Clock::now();
  while (!answered_.empty() && now - answered_.front() >= period_) answered_.pop_front();
  if (static_cast<int>(answered_.size()) >= calls_) return false;
  answered_.push_back(now);
  return true;
}

std::string Stocks::Answer(const std::map<std::string, std::string>& query) {
  const auto parameter = [&](const char* name) {
    const auto found = query.find(name);
    return found == query.end() ? std::string() : found->second;
  };
  if (parameter("apikey").empty())
    return R"({"Error Message": "the parameter apikey is invalid or missing."})";
  if (!Allowed())
    return fmt::format(
        R"({{"Note": "Thank you for using this API! Your key {} may call it {} times in {} s."}})",
        parameter("apikey"), calls_, static_cast<double>(period_.count()) / 1000);
  const std::string symbol = parameter("symbol");
  if (parameter("function") != "TIME_SERIES_DAILY_ADJUSTED" ||
      std::find(std::begin(kSymbols), std::end(kSymbols), symbol) == std::end(kSymbols))
    return R"({"Error Message": "Invalid API call. Please check the function and the symbol."})";
  return Prices(symbol, parameter("outputsize") == "full");
}

Reply AnswerStocks(Stocks& stocks, const Poco::URI& uri) {
  std::map<std::string, std::string> query;
  for (const auto& [name, value] : uri.getQueryParameters()) query[name] = value;
  return {200, stocks.Answer(query)};
}

}  // namespace etl::demo

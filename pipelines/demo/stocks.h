// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <map>
#include <mutex>
#include <string>

#include "pipelines/demo/api_server.h"

namespace etl::demo {

// Invented daily prices, the same at each call: of weekdays from 2003-06-02 to 2023-06-02, newest
// first, an object of objects with numbers as text, as public APIs of stock prices give them.
// Errors come with status 200, too. Any thread.
class Stocks {
 public:
  static constexpr const char* kSymbols[] = {"AAPL", "AMZN", "GOOG", "IBM", "MSFT", "TSLA"};

  // Answers at most `calls` requests in any `period`; the others get a Note.
  Stocks(int calls, std::chrono::milliseconds period) : calls_(calls), period_(period) {}

  // By the query's parameters: function, symbol, outputsize (compact: 100 days; full), apikey.
  std::string Answer(const std::map<std::string, std::string>& query);

 private:
  using Clock = std::chrono::steady_clock;
  bool Allowed();

  const int calls_;
  const std::chrono::milliseconds period_;
  std::mutex mutex_;
  std::deque<Clock::time_point> answered_;
};

// GET /query?….
Reply AnswerStocks(Stocks& stocks, const Poco::URI& uri);

}  // namespace etl::demo

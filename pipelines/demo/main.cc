// SPDX-License-Identifier: Apache-2.0
// etl-demo: the APIs of the bundled demonstrations, for as long as a command runs.
#include <Poco/URI.h>
#include <fmt/format.h>

#include <charconv>
#include <chrono>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "pipelines/demo/command.h"
#include "pipelines/demo/people_api.h"
#include "pipelines/demo/stocks.h"

namespace {

constexpr const char* kHelp =
    R"(Serves the APIs of the bundled demonstrations on loopback: people, and daily stock prices.

Usage: etl-demo [options] -- command…   run a command with USERS_API_URL, STOCKS_API_URL and
                                        STOCKS_API_KEY set; its exit code is ours
       etl-demo [options] --serve       print the URLs and serve until SIGINT or SIGTERM

  --data DIR       folder with api.json (default: the bundled pipelines/datasets/demo)
  --page-size N    people on a page (default: 25)
  --calls N        answers of the stocks API in a minute (default: 5); then it sends its Note
  --help           this text

Examples: etl-demo -- etl run pipelines/users.yaml --dataset pipelines/datasets/demo.yaml
          etl-demo -- etl run pipelines/stocks_load.yaml --dataset pipelines/datasets/stocks_demo.yaml
)";

constexpr int kUsageError = 2, kStartError = 3;

struct Arguments {
  std::filesystem::path data;
  std::size_t page_size = 25, calls = 5;
  bool serve = false, help = false;
  std::vector<std::string> command;
};

// nullopt: the command line is wrong; `error` says why.
std::optional<Arguments> Parse(int argc, char** argv, std::string& error) {
  Arguments out;
  for (int i = 1; i < argc; ++i) {
    const std::string_view word = argv[i];
    const bool has_value = i + 1 < argc;
    if (word == "--") {
      out.command.assign(argv + i + 1, argv + argc);
      break;
    }
    if (word == "--serve") {
      out.serve = true;
    } else if (word == "--help" || word == "-h") {
      out.help = true;
    } else if (word == "--data" && has_value) {
      out.data = argv[++i];
    } else if ((word == "--page-size" || word == "--calls") && has_value) {
      const std::string_view text = argv[++i];
      std::size_t& number = word == "--calls" ? out.calls : out.page_size;
      const auto [end, bad] = std::from_chars(text.data(), text.data() + text.size(), number);
      if (bad != std::errc() || end != text.data() + text.size() || number == 0)
        return error = fmt::format("{} is a number from 1 on: {}", word, text), std::nullopt;
    } else {
      return error = fmt::format("what is `{}`?", word), std::nullopt;
    }
  }
  if (!out.help && out.serve != out.command.empty())
    return error = "give either --serve or -- and a command", std::nullopt;
  return out;
}

// In a checkout, else in the tree that this program was installed into.
std::filesystem::path BundledData() {
  const std::filesystem::path here = "pipelines/datasets/demo";
  if (std::filesystem::exists(here / "api.json")) return here;
  const auto program = std::filesystem::read_symlink("/proc/self/exe");
  return program.parent_path().parent_path() / "share" / "etl" / here;
}

}  // namespace

int main(int argc, char** argv) {
  std::string error;
  const auto arguments = Parse(argc, argv, error);
  if (!arguments) {
    fmt::print(stderr, "etl-demo: {}; see etl-demo --help\n", error);
    return kUsageError;
  }
  if (arguments->help) {
    fmt::print("{}", kHelp);
    return 0;
  }
  try {
    etl::demo::BlockSignals();
    const auto data = arguments->data.empty() ? BundledData() : arguments->data;
    const etl::demo::People people(data / "api.json", arguments->page_size);
    etl::demo::Stocks stocks(static_cast<int>(arguments->calls), std::chrono::minutes(1));
    const etl::demo::ApiServer api([&](const Poco::URI& uri) {
      return uri.getPath() == "/query" ? AnswerStocks(stocks, uri) : AnswerPeople(people, uri);
    });
    const std::string users = api.url() + "/users", prices = api.url() + "/query";
    if (!arguments->serve)
      return etl::demo::RunCommand(
          arguments->command,
          {{"USERS_API_URL", users}, {"STOCKS_API_URL", prices}, {"STOCKS_API_KEY", "demo-key"}});
    fmt::print("{}\n{}\n", users, prices);
    std::fflush(stdout);
    etl::demo::WaitForSignal();
    return 0;
  } catch (const std::exception& failure) {
    fmt::print(stderr, "etl-demo: {}\n", failure.what());
    return kStartError;
  }
}

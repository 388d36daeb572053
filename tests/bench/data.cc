// SPDX-License-Identifier: Apache-2.0
// Writes the data of the benchmarks, the same at every run:
//
//   etl_bench_data people ROWS SEED DIRECTORY   user.tsv, users/<page>.json with 1,000 people each
//   etl_bench_data orders ROWS SEED DIRECTORY   orders.csv, orders.body.csv (no header), marks.csv
//   etl_bench_data events ROWS SEED DIRECTORY   events.jsonl
//   etl_bench_data scores ROWS SEED DIRECTORY   scores.data, lines of "score: {JSON}", 147 MB for 1
//   M
#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <random>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace {

namespace fs = std::filesystem;
using Random = std::mt19937_64;  // its numbers are the same everywhere; std's distributions are not

constexpr std::uint32_t kFirstNames = 400;
constexpr std::uint32_t kPageSize = 1000;

// A buffered file that throws when it cannot be written.
class Output {
 public:
  explicit Output(const fs::path& path) : path_(path), file_(path, std::ios::binary) {}
  Output(const Output&) = delete;
  ~Output() {
    Flush();
    if (!file_) std::perror(path_.c_str()), std::exit(1);
  }
  template <typename... Parts>
  void Line(const Parts&... parts) {
    (Append(parts), ...);
    buffer_ += '\n';
    if (buffer_.size() > 1 << 20) Flush();
  }

 private:
  void Append(std::string_view text) { buffer_ += text; }
  void Append(std::uint64_t number) { buffer_ += std::to_string(number); }
  void Flush() {
    file_.write(buffer_.data(), static_cast<std::streamsize>(buffer_.size()));
    buffer_.clear();
  }

  fs::path path_;
  std::ofstream file_;
  std::string buffer_;
};

// 0 to count - 1 in random order.
std::vector<std::uint32_t> Shuffled(std::uint32_t count, Random& random) {
  std::vector<std::uint32_t> numbers(count);
  for (std::uint32_t i = 0; i < count; ++i) numbers[i] = i;
  for (std::uint32_t i = count; i > 1; --i) std::swap(numbers[i - 1], numbers[random() % i]);
  return numbers;
}

// A name of syllables, another for each number.
std::string Name(std::uint32_t number) {
  static constexpr std::array<std::string_view, 32> kSyllables = {
      "ka",  "lo", "ri",  "men", "tas", "vel", "no",  "ber", "shi", "dra", "mo",
      "pel", "ti", "gar", "su",  "wen", "ha",  "ki",  "ron", "ez",  "bal", "to",
      "mar", "il", "fen", "os",  "ja",  "ler", "qui", "zan", "do",  "est"};
  std::string name;
  for (int i = 0; i < 2 || number != 0; ++i, number /= 32) name += kSyllables[number % 32];
  name[0] = static_cast<char>(name[0] - 'a' + 'A');
  return name;
}

std::string TwoDigits(std::uint64_t number) {
  return {static_cast<char>('0' + number / 10), static_cast<char>('0' + number % 10)};
}
std::string Day(std::uint64_t number) {
  const std::uint64_t month = 1 + number % 12, day = 1 + number / 12 % 28;
  return std::to_string(2010 + number / 336 % 8) + "-" + TwoDigits(month) + "-" + TwoDigits(day);
}

template <std::size_t N>
std::string_view Pick(const std::array<std::string_view, N>& words, Random& random) {
  return words[random() % N];
}

constexpr std::array<std::string_view, 6> kCities = {"Chicago",  "Boston",  "New York",
                                                     "San Jose", "Seattle", "Portland"};
constexpr std::array<std::string_view, 5> kSpecialties = {
    "Internal Medicine", "Surgery", "Family Practice", "Pediatrics", "Dermatology"};
constexpr std::array<std::string_view, 3> kClasses = {"GP", "Specialist", "Nurse"};

// A pair of names is one number; nobody on one side shares it, 40 % are on both sides.
std::string LastName(std::uint32_t pair) { return Name(pair / kFirstNames); }
std::string FirstName(std::uint32_t pair) { return Name(7 * (pair % kFirstNames) + 3); }

void WriteTable(const std::vector<std::uint32_t>& pairs, Random& random, const fs::path& path) {
  Output out(path);
  std::uint64_t id = 0;
  for (const std::uint32_t pair : pairs) {
    const std::uint64_t bits = random();
    out.Line(++id, "\t", FirstName(pair), "\t", LastName(pair), "\t", Day(bits % 2688), "\t",
             Day(bits / 4096 % 2688), "\t", bits % 5000, "\t", Pick(kSpecialties, random), "\t",
             Pick(kClasses, random));
  }
}

void WritePages(const std::vector<std::uint32_t>& pairs, Random& random, const fs::path& folder) {
  fs::create_directories(folder);
  const std::size_t pages = (pairs.size() + kPageSize - 1) / kPageSize;
  for (std::size_t page = 0; page < pages; ++page) {
    Output out(folder / (std::to_string(page + 1) + ".json"));
    out.Line("{\"total_pages\": ", pages, ", \"users\": [");
    const std::size_t end = std::min(pairs.size(), (page + 1) * kPageSize);
    for (std::size_t i = page * kPageSize; i < end; ++i) {
      out.Line("{\"id\": ", 10'000'000 + i, ", \"firstname\": \"", FirstName(pairs[i]),
               "\", \"lastname\": \"", LastName(pairs[i]), "\", \"last_active_date\": \"",
               Day(random() % 2688), "\", \"practice_location\": \"", Pick(kCities, random),
               "\", \"specialty\": \"", Pick(kSpecialties, random),
               "\", \"user_type_classification\": \"", Pick(kClasses, random), "\"}",
               i + 1 < end ? "," : "");
    }
    out.Line("]}");
  }
}

void WritePeople(std::uint32_t rows, Random& random, const fs::path& directory) {
  const std::uint32_t both = rows / 5 * 2;
  const auto pairs = Shuffled(2 * rows - both, random);
  std::vector<std::uint32_t> left(pairs.begin(), pairs.begin() + rows);
  std::vector<std::uint32_t> right(pairs.begin() + (rows - both), pairs.end());
  for (std::size_t i = left.size(); i > 1; --i) std::swap(left[i - 1], left[random() % i]);
  WriteTable(left, random, directory / "user.tsv");
  // The API is ordered by last name, in the order of bytes, and by nothing within one.
  std::vector<std::pair<std::string, std::uint32_t>> named;
  for (const std::uint32_t pair : right) named.emplace_back(LastName(pair), pair);
  std::ranges::stable_sort(named, {}, &std::pair<std::string, std::uint32_t>::first);
  for (std::size_t i = 0; i < named.size(); ++i) right[i] = named[i].second;
  WritePages(right, random, directory / "users");
}

// Every third id of the marks is one of the orders.
void WriteOrders(std::uint32_t rows, Random& random, const fs::path& directory) {
  Output orders(directory / "orders.csv"), body(directory / "orders.body.csv");
  orders.Line("id,name,amount,day");
  for (const std::uint32_t id : Shuffled(rows, random)) {
    const std::uint64_t bits = random();
    const std::string rest = Name(static_cast<std::uint32_t>(bits % 500'000)) + "," +
                             std::to_string(bits / 1'000'000 % 100'000) + "." +
                             TwoDigits(bits % 100) + "," + Day(bits / 4096 % 2688);
    orders.Line(id, ",", rest);
    body.Line(id, ",", rest);
  }
  Output marks(directory / "marks.csv");
  marks.Line("id,mark,level");
  for (const std::uint32_t number : Shuffled(rows, random)) {
    const std::uint64_t bits = random();
    marks.Line(3ULL * number, ",", bits % 1'000'000, ",L", bits / 1'000'000 % 1000);
  }
}

// 60 % have a score of 40 or more, three quarters of all are active.
void WriteEvents(std::uint32_t rows, Random& random, const fs::path& directory) {
  Output out(directory / "events.jsonl");
  for (std::uint32_t i = 0; i < rows; ++i) {
    const std::uint64_t bits = random();
    out.Line("{\"id\":", i + 1, ",\"user\":{\"name\":\"",
             Name(static_cast<std::uint32_t>(bits % 500'000)), "\",\"address\":{\"city\":\"",
             Pick(kCities, random), "\",\"zip\":\"", 10'000 + bits / 7 % 90'000,
             "\"}},\"score\":", bits / 11 % 100, ",\"active\":", bits % 4 ? "true" : "false",
             ",\"price\":", 1 + bits / 13 % 9999, ",\"quantity\":", 1 + bits / 17 % 20,
             ",\"day\":\"", Day(bits / 4096 % 2688), "\"}");
  }
}

// No score stands twice: the lower digits are the line's number.
void WriteScores(std::uint32_t rows, Random& random, const fs::path& directory) {
  Output out(directory / "scores.data");
  for (std::uint32_t i = 0; i < rows; ++i) {
    const std::uint64_t bits = random();
    char id[33];
    std::snprintf(id, sizeof id, "%016llx%016llx", static_cast<unsigned long long>(random()),
                  static_cast<unsigned long long>(bits));
    out.Line(bits % 100'000 * 10'000'000 + i, ": {\"id\": \"", std::string_view(id, 32),
             "\", \"name\": \"", Name(static_cast<std::uint32_t>(bits % 500'000)),
             "\", \"level\": ", bits / 7 % 100, ", \"position\": {\"x\": ", bits / 11 % 1000,
             ".5, \"y\": -1}, \"tags\": [\"a\", \"b\"]}");
  }
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 5) {
    std::cerr << "usage: etl_bench_data people|orders|events|scores ROWS SEED DIRECTORY\n";
    return 2;
  }
  const std::string kind = argv[1];
  const auto rows = static_cast<std::uint32_t>(std::stoul(argv[2]));
  Random random(std::stoull(argv[3]));
  fs::create_directories(argv[4]);
  if (kind == "people") WritePeople(rows, random, argv[4]);
  if (kind == "orders") WriteOrders(rows, random, argv[4]);
  if (kind == "events") WriteEvents(rows, random, argv[4]);
  if (kind == "scores") WriteScores(rows, random, argv[4]);
}

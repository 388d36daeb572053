// SPDX-License-Identifier: Apache-2.0
#include "plugins/shared/sql_sink/token.h"

#include <charconv>
#include <functional>

#include "etl/error.h"

namespace etl::sql_sink {
namespace {

constexpr std::string_view kMagic = "sql1;";

// Each text behind its length, so that names may hold anything.
void Append(std::string& out, std::string_view text) {
  out += std::to_string(text.size()) + ":";
  out += text;
}

void Append(std::string& out, const std::vector<std::string>& texts) {
  Append(out, std::to_string(texts.size()));
  for (const std::string& text : texts) Append(out, text);
}

class Reader {
 public:
  explicit Reader(std::string_view text) : rest_(text) {
    if (!rest_.starts_with(kMagic)) Fail();
    rest_.remove_prefix(kMagic.size());
  }
  std::string Text() {
    const std::size_t size = Number();
    if (rest_.empty() || rest_.front() != ':' || rest_.size() - 1 < size) Fail();
    std::string text(rest_.substr(1, size));
    rest_.remove_prefix(1 + size);
    return text;
  }
  std::vector<std::string> Texts() {
    const std::string count = Text();
    std::vector<std::string> texts;
    for (int i = std::atoi(count.c_str()); i > 0; --i) texts.push_back(Text());
    return texts;
  }

 private:
  [[noreturn]] static void Fail() { throw DataError("not a token of a sink into a database"); }
  std::size_t Number() {
    std::size_t number = 0;
    const auto [end, error] = std::from_chars(rest_.data(), rest_.data() + rest_.size(), number);
    if (error != std::errc()) Fail();
    rest_.remove_prefix(static_cast<std::size_t>(end - rest_.data()));
    return number;
  }

  std::string_view rest_;
};

// FNV-1a: the same in every process.
std::string HashOf(std::string_view text) {
  std::uint32_t hash = 2166136261U;
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 16777619U;
  char out[16];
  const auto end = std::to_chars(out, out + sizeof out, hash, 16).ptr;
  return std::string(out, end);
}

bool IsContinuation(char c) { return (static_cast<unsigned char>(c) & 0xc0) == 0x80; }

}  // namespace

std::string Token::Write() const {
  std::string out(kMagic);
  Append(out, std::to_string(static_cast<int>(mode)));
  for (const std::string* text : {&place, &table, &staging, &run_id, &step}) Append(out, *text);
  Append(out, columns);
  Append(out, key);
  return out;
}

Token Token::Read(std::string_view text) {
  Reader reader(text);
  Token token;
  token.mode = static_cast<Mode>(std::atoi(reader.Text().c_str()));
  for (std::string* out : {&token.place, &token.table, &token.staging, &token.run_id, &token.step})
    *out = reader.Text();
  token.columns = reader.Texts();
  token.key = reader.Texts();
  return token;
}

std::string NameBeside(std::string_view table, std::string_view tag, std::string_view run_id,
                       std::size_t most_characters) {
  const std::string end = Format("__{}_{}", tag, run_id);
  std::size_t characters = 0;
  for (const char c : table) characters += !IsContinuation(c);
  if (characters + end.size() <= most_characters) return std::string(table) + end;
  const std::string hash = "_" + HashOf(table);
  std::size_t left = most_characters - end.size() - hash.size(), cut = 0;
  while (cut < table.size() && (left > 0 || IsContinuation(table[cut])))
    left -= !IsContinuation(table[cut++]);
  return std::string(table.substr(0, cut)) + hash + end;
}

void CheckPlace(const Token& token, const std::string& place) {
  if (token.place == place) return;
  throw EnvironmentError("run {} wrote to {}, but the connection leads to {} now", token.run_id,
                         token.place, place)
      .Hint(
          "run `etl recover` with the pipeline, datasets and parameters of that run; nothing has "
          "been done");
}

}  // namespace etl::sql_sink

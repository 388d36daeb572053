// SPDX-License-Identifier: Apache-2.0
#include "tests/integration/people.h"

#include <algorithm>
#include <cstdio>
#include <ctime>
#include <map>
#include <random>
#include <utility>

namespace etl::integration {

namespace {

const std::vector<std::string> kFirst = {"Ann", "ann", "ANN", "Änn", "Bob", "Bob ",
                                         "Zoë", "Zoe", "𝒵oe", "Éva", "Eva", "O'Hara"};
const std::vector<std::string> kLast = {"Smith",    "smith",    "SMITH",     "Smith ",
                                        "Ångström", "Angstrom", "Straße",    "Strasse",
                                        "山田",     "𠮷田",     "de la Cruz"};

// A common name now and then, otherwise one of many; both sides draw from the same.
std::string Draw(const std::vector<std::string>& names, std::mt19937& random, int spread) {
  const std::string& name = names[random() % names.size()];
  if (random() % 40 == 0) return name;
  return name + std::to_string(random() % static_cast<unsigned>(spread));
}

Person MakePerson(int id, int spread, std::mt19937& random) {
  Person person;
  person.id = id;
  person.first_name = Draw(kFirst, random, 40);
  person.last_name = Draw(kLast, random, spread);
  person.last_active = static_cast<int>(random() % 90);
  person.place = "P" + std::to_string(id);
  person.classification = random() % 2 ? "GP" : "Specialist";
  return person;
}

using Name = std::pair<std::string, std::string>;  // last, first

std::map<Name, std::vector<const Person*>> ByName(const std::vector<Person>& people) {
  std::map<Name, std::vector<const Person*>> by_name;
  for (const Person& person : people)
    by_name[{person.last_name, person.first_name}].push_back(&person);
  return by_name;
}

std::string Lower(std::string text) {
  for (char& c : text)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
  return text;
}

}  // namespace

People MakePeople(int each_side, std::uint32_t seed) {
  std::mt19937 random(seed);
  const int spread = std::max(1, each_side / 300);
  People people;
  for (int i = 0; i < each_side; ++i) people.internal.push_back(MakePerson(i + 1, spread, random));
  for (int i = 0; i < each_side; ++i)
    people.external.push_back(MakePerson(1'000'000 + i, spread, random));
  std::stable_sort(people.external.begin(), people.external.end(),
                   [](const Person& a, const Person& b) { return a.last_name < b.last_name; });
  return people;
}

std::string DayBefore(int days) {
  std::tm day{};
  day.tm_year = 117, day.tm_mon = 1, day.tm_mday = 2 - days;
  const std::time_t time = timegm(&day);
  gmtime_r(&time, &day);
  char out[16];
  std::strftime(out, sizeof out, "%Y-%m-%d", &day);
  return out;
}

std::string ToSql(const std::vector<Person>& people, std::size_t begin, std::size_t end) {
  std::string sql = "INSERT INTO user VALUES";
  for (std::size_t i = begin; i < end; ++i) {
    const Person& person = people[i];
    std::string first = person.first_name;
    if (const auto quote = first.find('\''); quote != std::string::npos) first.insert(quote, "'");
    sql += (i == begin ? "(" : ",(") + std::to_string(person.id) + ",'" + first + "','" +
           person.last_name + "','" + DayBefore(person.last_active) + "','" + person.place +
           "',7,'SURGERY','" + person.classification + "')";
  }
  return sql + ";";
}

std::string ToPage(const std::vector<Person>& people, int page, int page_size) {
  const int size = static_cast<int>(people.size());
  std::string out =
      "{\"total_pages\": " + std::to_string((size + page_size - 1) / page_size) + ", \"users\": [";
  for (int i = (page - 1) * page_size; i < std::min(size, page * page_size); ++i) {
    const Person& person = people[static_cast<std::size_t>(i)];
    out += std::string(out.back() == '[' ? "" : ",\n") + "{\"id\": " + std::to_string(person.id) +
           ", \"firstname\": \"" + person.first_name + "\", \"lastname\": \"" + person.last_name +
           "\", \"last_active_date\": \"" + DayBefore(person.last_active) +
           "\", \"practice_location\": \"" + person.place +
           "\", \"specialty\": \"x\", \"user_type_classification\": \"" + person.classification +
           "\"}";
  }
  return out + "]}";
}

std::string ExpectedJson(const People& people, std::size_t sample) {
  const auto internal = ByName(people.internal), external = ByName(people.external);
  std::string out = "{\n    \"users\": [";
  std::size_t written = 0;
  for (const auto& [name, left] : internal) {
    const auto match = external.find(name);
    if (match == external.end()) continue;
    for (std::size_t k = 0; k < std::min(left.size(), match->second.size()) && written < sample;
         ++k, ++written) {
      const Person &a = *left[k], &b = *match->second[k];
      const auto field = [&](const char* key, const std::string& value, bool last = false) {
        out += std::string("            \"") + key + "\": " + value + (last ? "\n" : ",\n");
      };
      const auto text = [](const std::string& value) { return "\"" + value + "\""; };
      out += written ? ",\n        {\n" : "\n        {\n";
      field("firstname", text(a.first_name));
      field("lastname", text(a.last_name));
      field("specialty", text("surgery"));
      field("practice_location", text(b.place));
      field("platform_registered_on", text(a.place));
      field("internal_classification", text(Lower(a.classification)));
      field("external_classification", text(Lower(b.classification)));
      field("is_active_internal_platform", a.last_active <= 30 ? "true" : "false");
      field("is_active_external_platform", b.last_active <= 30 ? "true" : "false", true);
      out += "        }";
    }
  }
  return out + "\n    ]\n}\n";
}

std::int64_t CountAllPairs(const People& people) {
  const auto internal = ByName(people.internal), external = ByName(people.external);
  std::int64_t pairs = 0;
  for (const auto& [name, left] : internal)
    if (const auto match = external.find(name); match != external.end())
      pairs += static_cast<std::int64_t>(left.size() * match->second.size());
  return pairs;
}

}  // namespace etl::integration

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace etl::integration {

struct Person {
  int id = 0;
  std::string first_name, last_name;
  int last_active = 0;  // days before 2017-02-02
  std::string place;    // where they practise, or how they registered
  std::string classification;
};

// Both sides of the users pipeline, seeded: names that differ in case, in accents, in trailing
// spaces, in 4-byte characters; many people of one name; people on one side only.
struct People {
  std::vector<Person> internal;  // by id
  std::vector<Person> external;  // by last name only (bytes); inside one in no order
};

People MakePeople(int each_side, std::uint32_t seed);

// "2017-01-03"
std::string DayBefore(int days);

// INSERT statements for the table `user`.
std::string ToSql(const std::vector<Person>& people, std::size_t begin, std::size_t end);

// Page number `page` (from 1) of the API.
std::string ToPage(const std::vector<Person>& people, int page, int page_size);

// What users.json must hold: computed with a map of names, not with anything of etl's.
std::string ExpectedJson(const People& people, std::size_t sample);

// Rows that the SQL join of both sides has.
std::int64_t CountAllPairs(const People& people);

}  // namespace etl::integration

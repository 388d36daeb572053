// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

#include "pipelines/demo/api_server.h"

namespace etl::demo {

// The records of an API file, in the file's order, cut into pages. Immutable.
class People {
 public:
  // Throws std::runtime_error when the file is not there or no JSON list.
  People(const std::filesystem::path& file, std::size_t page_size);

  std::size_t total_pages() const { return (records_.size() + page_size_ - 1) / page_size_; }
  // {"total_pages": P, "users": […]}; pages count from 1, one beyond the last is empty.
  std::string Page(std::size_t number) const;

 private:
  std::size_t page_size_;
  std::vector<std::string> records_;  // JSON objects
};

// GET /users?page=N.
Reply AnswerPeople(const People& people, const Poco::URI& uri);

}  // namespace etl::demo

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace etl::cli {

// A pipeline as a picture shows it: texts only, as they are, not yet escaped.
struct Graph {
  enum class Role { kSource, kTransform, kSink };
  struct Node {
    std::string name;
    Role role = Role::kSource;
    std::vector<std::string> lines;  // under the name
    std::string details;             // for whoever points at it; lines
    bool failed = false;
  };
  struct Edge {
    std::size_t from = 0, to = 0;    // nodes
    std::vector<std::string> lines;  // on the edge
    std::vector<std::string> work;   // of them: what is done to the rows on their way
    std::string details = {};        // for whoever points at it; lines
  };

  std::string title;
  std::vector<Node> nodes;  // `from` stands before `to`
  std::vector<Edge> edges;
};

}  // namespace etl::cli

// SPDX-License-Identifier: Apache-2.0
// The tree is built from yaml-cpp's events. Its own nodes lose duplicate keys, give a null the mark
// of the next token, and read `no` as a bool.
#include "config/yaml.h"

#include <fmt/format.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/mark.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <map>
#include <optional>
#include <sstream>
#include <unordered_map>
#include <utility>
#include <vector>

#include "config/read_file.h"
#include "config/source_text.h"

namespace etl::config {
namespace {

constexpr std::size_t kMaxDepth = 64;
constexpr std::size_t kMaxAliases = 1000;
constexpr std::size_t kMaxExpansion = 10;
constexpr std::size_t kSmallTree = 1000;  // may be expanded to, however few nodes the file has

// Leaves yaml-cpp's parser after a finding that makes the rest pointless.
struct Stop {};

class TreeBuilder final : public YAML::EventHandler {
 public:
  TreeBuilder(const SourceText& source, Findings& findings)
      : source_(source), findings_(findings) {}

  const Node& root() const { return root_; }
  void CheckExpansion() const;

  void OnDocumentStart(const YAML::Mark& mark) override;
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override;
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override;
  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& value) override;
  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value style) override;
  void OnSequenceEnd() override { End(); }
  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value style) override;
  void OnMapEnd() override { End(); }

 private:
  struct Key {
    std::string text;
    Mark mark;
    bool drop = false;  // reported: its value is read and forgotten
  };
  // A sequence or mapping that has begun and not ended.
  struct Frame {
    NodeKind kind;
    bool block;
    Mark mark;
    std::size_t offset;
    YAML::anchor_t anchor;
    std::vector<Node> items;
    std::vector<Node::Entry> entries;
    std::optional<Key> key;
    std::unordered_map<std::string, Mark> seen;
  };

  void Begin(NodeKind kind, const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
             YAML::EmitterStyle::value style);
  void End();
  void Add(Node node, YAML::anchor_t anchor, bool plain = false);
  void AddKey(const Node& node, bool plain);
  bool expects_key() const {
    return !frames_.empty() && frames_.back().kind == NodeKind::kMapping && !frames_.back().key;
  }
  bool CheckTag(const YAML::Mark& mark, const std::string& tag);
  void CheckNul(const YAML::Mark& mark, const std::string& value);
  Mark NullMark(std::size_t offset) const;
  std::vector<Mark> ReferenceMarks(std::size_t offset, const std::string& value) const;
  std::string path() const;
  void Error(Mark mark, std::string code, std::string message, std::string suggestion = "") {
    findings_.Error(std::move(mark), std::move(code), path(), std::move(message),
                    std::move(suggestion));
  }
  Mark At(const YAML::Mark& mark) const { return source_.At(Offset(mark)); }
  static std::size_t Offset(const YAML::Mark& mark) {
    return static_cast<std::size_t>(std::max(mark.pos, 0));
  }

  const SourceText& source_;
  Findings& findings_;
  Node root_;
  std::vector<Frame> frames_;
  std::map<YAML::anchor_t, Node> anchors_;  // those whose node is complete
  std::size_t nodes_ = 0;
  std::size_t aliases_ = 0;
  bool started_ = false;
};

void TreeBuilder::OnDocumentStart(const YAML::Mark& mark) {
  if (started_) {
    Error(At(mark), "second-document", "the file holds a second YAML document",
          "put it into its own file");
    throw Stop{};
  }
  started_ = true;
}

void TreeBuilder::OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) {
  Add(Node::Null(NullMark(Offset(mark))), anchor);
}

void TreeBuilder::OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) {
  if (++aliases_ > kMaxAliases) {
    Error(At(mark), "too-many-aliases", fmt::format("more than {} aliases", kMaxAliases));
    throw Stop{};
  }
  const auto target = anchors_.find(anchor);
  if (target == anchors_.end()) {
    Error(At(mark), "cyclic-alias", "the alias refers to a value that it is part of");
    throw Stop{};
  }
  if (frames_.size() + target->second.height() > kMaxDepth) {
    Error(At(mark), "too-deep", fmt::format("nested more than {} deep", kMaxDepth));
    throw Stop{};
  }
  Add(target->second, YAML::NullAnchor);
}

void TreeBuilder::OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                           const std::string& value) {
  CheckTag(mark, tag);
  CheckNul(mark, value);
  Node node = Node::Scalar(value, At(mark), tag != "?");
  if (!expects_key() && value.find("${") != std::string::npos) {
    node = node.WithReferenceMarks(ReferenceMarks(Offset(mark), value));
  }
  Add(std::move(node), anchor, tag == "?");
}

void TreeBuilder::OnSequenceStart(const YAML::Mark& mark, const std::string& tag,
                                  YAML::anchor_t anchor, YAML::EmitterStyle::value style) {
  Begin(NodeKind::kSequence, mark, tag, anchor, style);
}

void TreeBuilder::OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                             YAML::EmitterStyle::value style) {
  Begin(NodeKind::kMapping, mark, tag, anchor, style);
}

void TreeBuilder::Begin(NodeKind kind, const YAML::Mark& mark, const std::string& tag,
                        YAML::anchor_t anchor, YAML::EmitterStyle::value style) {
  CheckTag(mark, tag);
  // yaml-cpp recurses only after this event, so the limit also guards its stack.
  if (frames_.size() >= kMaxDepth) {
    Error(At(mark), "too-deep", fmt::format("nested more than {} deep", kMaxDepth));
    throw Stop{};
  }
  frames_.push_back(
      {kind, style == YAML::EmitterStyle::Block, At(mark), Offset(mark), anchor, {}, {}, {}, {}});
}

void TreeBuilder::End() {
  Frame frame = std::move(frames_.back());
  frames_.pop_back();
  Add(frame.kind == NodeKind::kMapping ? Node::Mapping(std::move(frame.entries), frame.mark)
                                       : Node::Sequence(std::move(frame.items), frame.mark),
      frame.anchor);
}

void TreeBuilder::Add(Node node, YAML::anchor_t anchor, bool plain) {
  ++nodes_;
  if (anchor != YAML::NullAnchor) anchors_[anchor] = node;
  if (frames_.empty()) {
    root_ = std::move(node);
    return;
  }
  Frame& frame = frames_.back();
  if (frame.kind == NodeKind::kSequence) {
    frame.items.push_back(std::move(node));
  } else if (!frame.key) {
    AddKey(node, plain);
  } else {
    if (!frame.key->drop) {
      frame.entries.push_back({std::move(frame.key->text), frame.key->mark, std::move(node)});
    }
    frame.key.reset();
  }
}

void TreeBuilder::AddKey(const Node& node, bool plain) {
  Frame& frame = frames_.back();
  Key key{node.text(), node.mark(), true};
  if (!node.is_scalar()) {
    Error(node.mark(), "bad-key",
          fmt::format("a key must be a text, this one is {}", Describe(node.kind())),
          "quote it if it begins with `{` or `[`");
  } else if (plain && node.text() == "<<") {
    Error(node.mark(), "merge-key", "merge keys (`<<`) are not supported",
          "write the keys out, or use an alias for a whole value");
  } else if (const auto [first, is_new] = frame.seen.try_emplace(key.text, key.mark); !is_new) {
    Error(key.mark, "duplicate-key",
          fmt::format("duplicate key `{}`, first set at {}:{}", key.text, first->second.line,
                      first->second.column),
          "remove one of the two");
  } else {
    key.drop = false;
  }
  frame.key = std::move(key);
}

bool TreeBuilder::CheckTag(const YAML::Mark& mark, const std::string& tag) {
  // "?" is a plain node, "!" a quoted one; a `!!str` before a scalar does what quotes do.
  if (tag.empty() || tag == "?" || tag == "!" || tag == "tag:yaml.org,2002:str") return true;
  Error(At(mark), "tag", fmt::format("tags are not supported: `{}`", tag), "remove it");
  return false;
}

// An escape can make one. Names cross to the plugins as C strings, which would end there.
void TreeBuilder::CheckNul(const YAML::Mark& mark, const std::string& value) {
  if (value.find('\0') == std::string::npos) return;
  Error(At(mark), "nul", "the text holds a NUL byte", R"(remove the escape: \0, \x00 or \u0000)");
}

// An explicit `null` has its own mark; an empty one has that of whatever token comes next, so it
// gets that of its key or of its `-`.
Mark TreeBuilder::NullMark(std::size_t offset) const {
  const std::string_view rest = source_.text().substr(std::min(offset, source_.text().size()));
  for (const std::string_view word : {"~", "null", "Null", "NULL"}) {
    const std::size_t end = word.size();
    if (rest.starts_with(word) &&
        (rest.size() == end || rest.find_first_of(" \t\r\n,]}:", end) == end)) {
      return source_.At(offset);
    }
  }
  if (frames_.empty()) return source_.At(0);
  const Frame& frame = frames_.back();
  if (frame.kind == NodeKind::kMapping) return frame.key ? frame.key->mark : source_.At(offset);
  if (!frame.block) return source_.At(offset);
  const std::size_t column = frame.offset - source_.LineStart(source_.LineOf(frame.offset));
  std::size_t line = source_.LineOf(std::min(offset, source_.text().size()));
  while (line > source_.LineOf(frame.offset)) {
    const std::string_view text = source_.Line(--line);
    const std::size_t first = text.find_first_not_of(" \t");
    const bool comment = first != std::string_view::npos && text[first] == '#';
    if (!comment && column < text.size() && text[column] == '-') {
      return source_.At(source_.LineStart(line) + column);
    }
  }
  return source_.At(offset);
}

std::vector<Mark> TreeBuilder::ReferenceMarks(std::size_t offset, const std::string& value) const {
  // Escapes ("\x24{") can make a `${` that the file does not have: do not look for it far away.
  const std::string_view near = source_.text().substr(0, offset + 4 * value.size() + 256);
  std::vector<Mark> marks;
  std::size_t in_source = offset;
  for (std::size_t at = value.find("${"); at != std::string::npos; at = value.find("${", at + 2)) {
    in_source = near.find("${", in_source);
    if (in_source == std::string_view::npos) break;
    marks.push_back(source_.At(in_source));
    in_source += 2;
  }
  return marks;
}

std::string TreeBuilder::path() const {
  std::string path;
  for (const Frame& frame : frames_) {
    if (frame.kind == NodeKind::kSequence) {
      path += fmt::format("[{}]", frame.items.size());
    } else if (frame.key) {
      path += (path.empty() ? "" : ".") + frame.key->text;
    }
  }
  return path;
}

void TreeBuilder::CheckExpansion() const {
  if (root_.size() <= std::max(kSmallTree, kMaxExpansion * nodes_)) return;
  findings_.Error(
      root_.mark(), "alias-expansion", "",
      fmt::format("aliases expand the file to more than {} times its size", kMaxExpansion),
      "write out what the aliases stand for");
  throw Stop{};
}

std::string Advice(const std::string& message, std::string_view line) {
  if (line.find("${") != std::string_view::npos &&
      line.find_first_of("{[") != line.find("${") + 1) {
    return "within { } and [ ], write \"${...}\" in quotes";
  }
  if (message == "illegal map value") return "quote a value that holds `: `";
  if (message == "unknown token") return "quote a value that begins with a special character";
  if (message.starts_with("end of map not found")) return "is the indentation right?";
  return "";
}

void ReportSyntax(const YAML::ParserException& error, const SourceText& source,
                  Findings& findings) {
  if (error.mark.is_null()) {
    findings.Error(source.Whole(), "yaml-syntax", "", "not valid YAML: " + error.msg);
    return;
  }
  const auto offset = static_cast<std::size_t>(std::max(error.mark.pos, 0));
  const std::size_t line = source.LineOf(std::min(offset, source.text().size()));
  for (std::size_t at = line + 1; at-- > 0 && at + 1 >= line;) {
    const std::string_view text = source.Line(at);
    const std::size_t blank = std::min(text.find_first_not_of(" \t"), text.size());
    const std::size_t tab = text.substr(0, blank).find('\t');
    if (tab == std::string_view::npos) continue;
    findings.Error(source.At(source.LineStart(at) + tab), "tab-indentation", "",
                   "a tab in the indentation", "indent with spaces");
    return;
  }
  findings.Error(source.At(offset), "yaml-syntax", "", "not valid YAML: " + error.msg,
                 Advice(error.msg, source.Line(line)));
}

Node Parse(const SourceText& source, Findings& findings) {
  TreeBuilder builder(source, findings);
  const std::size_t errors = findings.errors();
  try {
    std::istringstream stream{std::string(source.text())};
    YAML::Parser parser(stream);
    while (parser.HandleNextDocument(builder)) {
    }
    builder.CheckExpansion();
  } catch (const Stop&) {
    return Node();
  } catch (const YAML::ParserException& error) {
    ReportSyntax(error, source, findings);
    return Node();
  } catch (const YAML::Exception& error) {
    findings.Error(source.Whole(), "yaml-syntax", "", "not valid YAML: " + error.msg);
    return Node();
  }
  if (builder.root().is_null() && findings.errors() == errors) {
    findings.Error(source.Whole(), "empty-file", "", "the file is empty");
  }
  return builder.root();
}

}  // namespace

Node ParseYaml(const std::string& text, std::string file, Findings& findings) {
  std::string_view content = text;
  if (content.starts_with("\xEF\xBB\xBF")) content.remove_prefix(3);
  const SourceText source(content, std::move(file));
  if (content.size() > kMaxFileBytes) {
    findings.Error(source.Whole(), "file-too-large", "", "the file is larger than 1 MiB");
    return Node();
  }
  if (!source.CheckEncoding(findings)) return Node();
  return Parse(source, findings);
}

Node LoadYamlFile(const std::filesystem::path& path, Findings& findings) {
  const FileContent content = ReadRegularFile(path);
  if (content.problem.empty()) return ParseYaml(content.text, path.string(), findings);
  findings.Error({std::make_shared<const std::string>(path.string()), 0, 0}, "cannot-read-file", "",
                 "cannot read the file: " + content.problem);
  return Node();
}

}  // namespace etl::config

// SPDX-License-Identifier: Apache-2.0
#include "plugins/rest/paging_guess.h"

#include <Poco/String.h>

#include <algorithm>
#include <cctype>
#include <span>
#include <vector>

#include "plugins/rest/link_header.h"
#include "plugins/shared/json_records/pointer.h"

namespace etl::rest {
namespace {

using simdjson::dom::element;

constexpr int kMostDepth = 3;

using Names = std::span<const std::string_view>;
constexpr std::string_view kNext[] = {"next",     "nextpage",      "nextpageurl", "nexturl",
                                      "nextlink", "odatanextlink", "nexthref",    "nexturi"};
constexpr std::string_view kCursors[] = {
    "nextcursor",        "cursor",    "nexttoken", "nextpagetoken", "pagetoken", "continuation",
    "continuationtoken", "endcursor", "after",     "nextafter",     "scrollid"};
constexpr std::string_view kTotalPages[] = {"totalpages", "pages",      "pagecount", "lastpage",
                                            "numpages",   "pagestotal", "npages"};
constexpr std::string_view kTotals[] = {"total",        "totalcount",    "count",
                                        "totalrecords", "totalresults",  "totalitems",
                                        "numfound",     "totalelements", "totalrows"};
constexpr std::string_view kMore[] = {"hasmore", "hasnext", "hasnextpage", "more", "ismore"};
constexpr std::string_view kPages[] = {"page", "currentpage", "pagenumber", "pageno", "p"};
constexpr std::string_view kOffsets[] = {"offset", "skip", "startindex", "start"};
constexpr std::string_view kCursorParameters[] = {
    "cursor",        "after",   "pagetoken", "token", "continuation", "continuationtoken",
    "startingafter", "scrollid"};

// "Next_Page-URL" → "nextpageurl"
std::string Plain(std::string_view name) {
  std::string out;
  for (const unsigned char c : name)
    if (std::isalnum(c)) out += static_cast<char>(std::tolower(c));
  return out;
}

bool IsOneOf(std::string_view plain, Names names) {
  return std::find(names.begin(), names.end(), plain) != names.end();
}

// A value outside of the records that is no list and no object.
struct Scalar {
  std::string pointer, plain;
  element value;

  std::optional<std::int64_t> count() const {
    std::int64_t number = 0;
    if (value.get_int64().get(number) != simdjson::SUCCESS || number < 0) return std::nullopt;
    return number;
  }
  std::string text() const {
    std::string_view text;
    return value.get_string().get(text) == simdjson::SUCCESS ? std::string(text) : std::string();
  }
};

void Collect(const element& from, const std::string& pointer, const std::string& records, int depth,
             std::vector<Scalar>& out) {
  simdjson::dom::object object;
  if (from.get_object().get(object) != simdjson::SUCCESS) return;
  for (const auto [key, value] : object) {
    const std::string place = pointer + "/" + json_records::EscapedStep(key);
    if (place == records) continue;
    if (value.is_object() && depth < kMostDepth) {
      Collect(value, place, records, depth + 1, out);
    } else if (!value.is_array() && !value.is_object()) {
      std::string plain = Plain(key);
      // {"next": {"href": "..."}}
      if (plain == "href" || plain == "url")
        plain = Plain(pointer.substr(std::min(pointer.rfind('/') + 1, pointer.size())));
      out.push_back({place, std::move(plain), value});
    }
  }
}

bool LooksLikeUrl(const std::string& text) {
  return text.starts_with("http://") || text.starts_with("https://") || text.starts_with('/') ||
         text.starts_with('?');
}

class Guesser {
 public:
  Guesser(const element& root, const StringMap& headers, const RestOptions& options,
          const std::string& pointer, std::int64_t records)
      : headers_(headers), options_(options), records_(records) {
    // A document that is one record has fields, and no place for paging.
    if (!pointer.empty()) Collect(root, "", pointer, 1, scalars_);
  }

  PagingGuess Guess() {
    if (const Scalar* total = FindCount(kTotals))
      if (*total->count() >= records_) guess_.total = total->count();
    if (!(ByLink() || ByNext() || ByTotalPages() || ByCursor() || ByNumbers() || ByHeaders()))
      guess_.note = "nothing on the page leads to another one: if there are more, set paginate";
    return std::move(guess_);
  }

 private:
  const Scalar* Find(Names names, bool (*fits)(const element&)) const {
    for (const std::string_view name : names)
      for (const Scalar& scalar : scalars_)
        if (scalar.plain == name && fits(scalar.value)) return &scalar;
    return nullptr;
  }
  const Scalar* FindCount(Names names) const {
    return Find(names, [](const element& value) {
      std::int64_t number = 0;
      return value.get_int64().get(number) == simdjson::SUCCESS && number >= 0;
    });
  }
  const std::string* Header(const char* name) const {
    for (const auto& [key, value] : headers_)
      if (Poco::icompare(key, name) == 0) return &value;
    return nullptr;
  }
  // The query's parameter of one of these names, which paging then sets.
  std::string TakeParameter(Names names) {
    for (const auto& [name, value] : options_.query)
      if (IsOneOf(Plain(name), names)) {
        guess_.options.emplace_back("query." + name, "");
        return name;
      }
    return {};
  }
  void Set(const std::string& key, const std::string& value) {
    if (!value.empty()) guess_.options.emplace_back("paginate." + key, value);
  }

  bool ByLink() {
    const std::string* link = Header("Link");
    if (!link || NextLink(*link).empty()) return false;
    Set("by", "link");
    guess_.note = "the Link header has the next page";
    return true;
  }
  bool ByNext() {
    const Scalar* next = nullptr;
    for (const Scalar& scalar : scalars_) {
      if (!IsOneOf(scalar.plain, kNext)) continue;
      if (LooksLikeUrl(scalar.text())) next = &scalar;
    }
    if (!next) return false;
    Set("by", "next");
    Set("next", next->pointer);
    guess_.note = next->pointer + " is the URL of the next page";
    return true;
  }
  bool ByTotalPages() {
    const Scalar* pages = FindCount(kTotalPages);
    if (!pages) return false;
    SetPage();
    Set("total_pages", pages->pointer);
    guess_.note = Format("{} says {} page{}", pages->pointer, *pages->count(),
                         *pages->count() == 1 ? "" : "s");
    return true;
  }
  void SetPage() {
    const Scalar* page = FindCount(kPages);
    Set("by", "page");
    const std::string parameter = TakeParameter(kPages);
    if (parameter != "page") Set("parameter", parameter);
    if (parameter.empty() && page && *page->count() == 0) Set("start", "0");
  }
  bool ByCursor() {
    const Scalar* cursor = Find(kCursors, [](const element& value) {
      return (value.is_string() && value.get_string().value_unsafe().size() > 0) ||
             value.is_int64();
    });
    if (!cursor)  // `next` may be one, too
      cursor = Find(kNext, [](const element& value) {
        return value.is_string() && value.get_string().value_unsafe().size() > 0;
      });
    if (!cursor) return false;
    Set("by", "cursor");
    Set("cursor", cursor->pointer);
    const std::string parameter = TakeParameter(kCursorParameters);
    Set("parameter", parameter.empty() ? ParameterOf(*cursor) : parameter);
    guess_.note = cursor->pointer + " is a cursor";
    if (parameter.empty()) guess_.note += "; the name of its parameter is a guess";
    return true;
  }
  static std::string ParameterOf(const Scalar& cursor) {
    const std::string key = cursor.pointer.substr(cursor.pointer.rfind('/') + 1);
    if (cursor.plain == "nextpagetoken" || cursor.plain == "pagetoken")
      return key.find('_') == std::string::npos ? "pageToken" : "page_token";
    if (cursor.plain == "endcursor" || cursor.plain == "after" || cursor.plain == "nextafter")
      return "after";
    if (cursor.plain == "continuation" || cursor.plain == "continuationtoken") return key;
    return cursor.plain == "scrollid" ? "scroll_id" : "cursor";
  }
  bool ByNumbers() {
    const Scalar* more = Find(kMore, [](const element& value) { return value.is_bool(); });
    const Scalar* total = guess_.total ? FindCount(kTotals) : nullptr;
    const bool offsets = FindCount(kOffsets) || HasParameter(kOffsets);
    const bool pages = FindCount(kPages) || HasParameter(kPages);
    if (total && *guess_.total == records_ && !pages && !offsets) return All(total->pointer);
    if (!more && !total && !pages && !offsets) return ByNull();
    if (offsets && !pages) {
      Set("by", "offset");
      std::string parameter = TakeParameter(kOffsets);
      if (parameter.empty()) parameter = OffsetKey();
      if (parameter != "offset") Set("parameter", parameter);
    } else {
      SetPage();
    }
    if (total) Set("total", total->pointer);
    if (more) Set("more", more->pointer);
    guess_.note = total  ? Format("{} says {} record{}", total->pointer, *guess_.total,
                                  *guess_.total == 1 ? "" : "s")
                  : more ? more->pointer + " says whether there are more pages"
                         : std::string("it counts pages, and ends at an empty one");
    if (!pages && !offsets)
      guess_.note += "; that the parameter `page` gives the next page is a guess";
    return true;
  }
  bool All(const std::string& pointer) {
    guess_.note = Format("{} says {}: all records are on this page", pointer, records_);
    return true;
  }
  // The place of a next page, which this one does not have.
  bool ByNull() {
    for (const Scalar& scalar : scalars_) {
      if (!scalar.value.is_null()) continue;
      const bool next = IsOneOf(scalar.plain, kNext);
      if (!next && !IsOneOf(scalar.plain, kCursors)) continue;
      Set("by", next ? "next" : "cursor");
      Set(next ? "next" : "cursor", scalar.pointer);
      if (!next) Set("parameter", ParameterOf(scalar));
      guess_.note = scalar.pointer + " is null: this page is the last one";
      return true;
    }
    return false;
  }
  bool ByHeaders() {
    for (const char* name : {"X-Next-Cursor", "X-Cursor", "X-Next-Page-Token", "X-Continuation"})
      if (const std::string* value = Header(name); value && !value->empty()) {
        Set("by", "cursor");
        Set("cursor_header", name);
        Set("parameter", TakeParameter(kCursorParameters));
        guess_.note = Format("the header {} is a cursor", std::string_view(name));
        return true;
      }
    for (const char* name : {"X-Total-Pages", "X-Total-Count", "X-Total"})
      if (const std::string* value = Header(name)) {
        SetPage();
        guess_.note = Format(
            "the header {} says {}; that the parameter `page` gives the next page "
            "is a guess",
            std::string_view(name), *value);
        return true;
      }
    return false;
  }
  bool HasParameter(Names names) const {
    return std::any_of(options_.query.begin(), options_.query.end(),
                       [&](const auto& entry) { return IsOneOf(Plain(entry.first), names); });
  }
  std::string OffsetKey() const {
    const Scalar* offset = FindCount(kOffsets);
    return offset ? offset->pointer.substr(offset->pointer.rfind('/') + 1) : std::string();
  }

  const StringMap& headers_;
  const RestOptions& options_;
  const std::int64_t records_;
  std::vector<Scalar> scalars_;
  PagingGuess guess_;
};

}  // namespace

PagingGuess GuessPaging(const element& root, const StringMap& headers, const RestOptions& options,
                        const std::string& pointer, std::int64_t records) {
  return Guesser(root, headers, options, pointer, records).Guess();
}

}  // namespace etl::rest

// A small reader of the report's own HTML: are tags balanced, which ids and links are there. Enough
// for pages we write ourselves; no general parser.
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace nail::sample {

struct PageFacts {
  std::vector<std::string> faults;  // tags that do not match, stray marks, doubled ids
  std::set<std::string> ids;
  std::vector<std::string> links;       // values of href
  std::vector<std::string> attributes;  // names of all attributes seen
  std::map<std::string, int> tags;
  std::vector<int> headings;  // levels, in order
  std::string text;           // character data outside <style>
};

inline PageFacts read_page(std::string_view page) {
  static const std::set<std::string> kVoid = {"meta", "br", "link", "img", "hr", "input"};
  PageFacts facts;
  std::vector<std::string> open;
  std::size_t at = 0;
  while (at < page.size()) {
    const std::size_t next = page.find('<', at);
    facts.text += page.substr(at, next == std::string_view::npos ? next : next - at);
    if (next == std::string_view::npos) break;
    at = next + 1;
    if (page.substr(at).starts_with("!DOCTYPE")) {
      at = page.find('>', at) + 1;
      continue;
    }
    const bool closes = page[at] == '/';
    if (closes) ++at;
    std::string name;
    while (at < page.size() && (std::isalnum(static_cast<unsigned char>(page[at])) != 0))
      name += page[at++];
    if (name.empty()) {
      facts.faults.push_back("stray < before '" + std::string(page.substr(at, 20)) + "'");
      continue;
    }
    bool self_closed = false;
    while (at < page.size() && page[at] != '>') {
      if (page[at] == ' ' || page[at] == '\n') {
        ++at;
        continue;
      }
      if (page[at] == '/') {
        self_closed = true;
        ++at;
        continue;
      }
      std::string attribute, value;
      while (at < page.size() && page[at] != '=' && page[at] != ' ' && page[at] != '>' &&
             page[at] != '/') {
        attribute += page[at++];
      }
      if (at < page.size() && page[at] == '=') {
        ++at;
        if (page[at] != '"') {
          facts.faults.push_back("value of " + attribute + " without quotes");
          ++at;
          continue;
        }
        const std::size_t end = page.find('"', ++at);
        value = page.substr(at, end - at);
        at = end + 1;
      }
      facts.attributes.push_back(attribute);
      if (attribute == "id" && !facts.ids.insert(value).second) {
        facts.faults.push_back("id " + value + " stands twice");
      }
      if (attribute == "href") facts.links.push_back(value);
    }
    ++at;
    if (closes) {
      if (open.empty() || open.back() != name) {
        facts.faults.push_back("</" + name + "> closes " +
                               (open.empty() ? "nothing" : open.back()));
      } else {
        open.pop_back();
      }
      continue;
    }
    ++facts.tags[name];
    if (name.size() == 2 && name[0] == 'h' && name[1] >= '1' && name[1] <= '6') {
      facts.headings.push_back(name[1] - '0');
    }
    if (self_closed || kVoid.contains(name)) continue;
    open.push_back(name);
    if (name == "style") at = page.find("</style>", at);
  }
  for (const std::string& name : open) facts.faults.push_back("<" + name + "> is never closed");
  return facts;
}

// Text as a reader sees it.
inline std::string unescape(std::string text) {
  const std::pair<const char*, const char*> kMarks[] = {
      {"&lt;", "<"}, {"&gt;", ">"}, {"&quot;", "\""}, {"&#39;", "'"}, {"&amp;", "&"}};
  for (const auto& [mark, character] : kMarks) {
    for (std::size_t at = text.find(mark); at != std::string::npos; at = text.find(mark, at + 1)) {
      text.replace(at, std::string(mark).size(), character);
    }
  }
  return text;
}

}  // namespace nail::sample

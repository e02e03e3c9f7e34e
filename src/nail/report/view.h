// The assessment with its cross-references resolved: which anchor a source, finding or product has
// on the page, and the exposure that stands for a product.
#pragma once

#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "nail/assess/assessment.h"

namespace nail::report {

class View {
 public:
  explicit View(const Assessment& assessment);

  const Assessment& data;

  // nullptr where the assessment has no such product, finding or source.
  const ProductView* product(std::string_view id) const;
  const Finding* finding(std::string_view id) const;
  // The number of a source in the list of sources, from 1; 0 where it is not listed.
  int source_number(std::string_view id) const;
  // The rank of a finding, from 1; 0 where there is none of that id.
  int finding_number(std::string_view id) const;
  // The product's name, or the id where it is not described.
  std::string_view product_name(std::string_view id) const;
  // The name of a place wherever the assessment mentions it; the id where it does not.
  std::string_view place_name(std::string_view id) const;

 private:
  std::unordered_map<std::string_view, const ProductView*> products_;
  std::unordered_map<std::string_view, int> findings_;
  std::unordered_map<std::string_view, int> sources_;
  std::unordered_map<std::string_view, std::string_view> places_;
};

// The largest exposure to a place that is neither the home nor a member of it; nullptr where none.
const ExposureView* largest_foreign(const ProductView& product);

// The products of a chain, in order of stage; ids that the assessment does not describe are left
// out.
std::vector<const ProductView*> products_of(const View& view, const ChainView& chain);

// Superscript links to sources: "3, 7". Nothing where there are none.
void cite(std::string& out, const View& view, const std::vector<std::string>& sources);
void cite(std::string& out, const View& view, std::string_view source);

// A composed sentence. Where it names sources in brackets, "[usgs-mcs-2026, eu-crm-2023]", their
// numbers stand instead, as links to the list of sources.
void write_text(std::string& out, const View& view, std::string_view text);
// The same, with these sources after it where it names none itself.
void write_cited(std::string& out, const View& view, std::string_view text,
                 const std::vector<std::string>& sources);

// A grade, verdict or note in a small frame. kind styles it: a plain word, safe as a class.
void badge(std::string& out, std::string_view kind, std::string_view text);

// How many findings stand in full at the head of the report.
inline constexpr std::size_t kHeadlines = 10;

}  // namespace nail::report

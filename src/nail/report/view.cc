#include "nail/report/view.h"

#include "nail/base/text.h"

namespace nail::report {

View::View(const Assessment& assessment) : data(assessment) {
  for (const ProductView& product : data.products) {
    products_.emplace(product.id, &product);
    for (const SupplierView& supplier : product.suppliers) {
      places_.emplace(supplier.place, supplier.place_name);
    }
    for (const ExposureView& exposure : product.exposures) {
      places_.emplace(exposure.source, exposure.source_name);
    }
  }
  for (const MatrixCell& cell : data.matrix) places_.emplace(cell.place, cell.place_name);
  if (!data.home.empty()) places_.emplace(data.home, data.home_name);
  for (std::size_t i = 0; i < data.findings.size(); ++i) {
    findings_.emplace(data.findings[i].id, static_cast<int>(i) + 1);
  }
  for (std::size_t i = 0; i < data.sources.size(); ++i) {
    sources_.emplace(data.sources[i].id, static_cast<int>(i) + 1);
  }
}

const ProductView* View::product(std::string_view id) const {
  const auto found = products_.find(id);
  return found == products_.end() ? nullptr : found->second;
}

const Finding* View::finding(std::string_view id) const {
  const int rank = finding_number(id);
  return rank == 0 ? nullptr : &data.findings[static_cast<std::size_t>(rank) - 1];
}

int View::source_number(std::string_view id) const {
  const auto found = sources_.find(id);
  return found == sources_.end() ? 0 : found->second;
}

int View::finding_number(std::string_view id) const {
  const auto found = findings_.find(id);
  return found == findings_.end() ? 0 : found->second;
}

std::string_view View::product_name(std::string_view id) const {
  const ProductView* known = product(id);
  return known && !known->name.empty() ? std::string_view(known->name) : id;
}

std::string_view View::place_name(std::string_view id) const {
  const auto found = places_.find(id);
  return found == places_.end() || found->second.empty() ? id : found->second;
}

const ExposureView* largest_foreign(const ProductView& product) {
  for (const ExposureView& exposure : product.exposures) {
    if (!exposure.is_home && !exposure.is_member) return &exposure;
  }
  return nullptr;
}

std::vector<const ProductView*> products_of(const View& view, const ChainView& chain) {
  std::vector<const ProductView*> products;
  for (const std::string& id : chain.products) {
    if (const ProductView* product = view.product(id)) products.push_back(product);
  }
  return products;
}

namespace {

void cite_one(std::string& out, const View& view, std::string_view source) {
  const int number = view.source_number(source);
  if (number == 0) {
    out += html_escape(source);
    return;
  }
  const std::string digits = std::to_string(number);
  out += "<a href=\"#src-" + digits + "\">" + digits + "</a>";
}

}  // namespace

void cite(std::string& out, const View& view, const std::vector<std::string>& sources) {
  if (sources.empty()) return;
  out += "<span class=\"cite\">";
  for (std::size_t i = 0; i < sources.size(); ++i) {
    if (i > 0) out += ", ";
    cite_one(out, view, sources[i]);
  }
  out += "</span>";
}

void cite(std::string& out, const View& view, std::string_view source) {
  if (source.empty()) return;
  out += "<span class=\"cite\">";
  cite_one(out, view, source);
  out += "</span>";
}

void write_text(std::string& out, const View& view, std::string_view text) {
  while (!text.empty()) {
    const std::size_t open = text.find('[');
    const std::size_t close = open == std::string_view::npos ? open : text.find(']', open);
    if (close == std::string_view::npos) break;
    std::vector<std::string> sources;
    bool all_known = true;
    for (const std::string& id : split(text.substr(open + 1, close - open - 1), ',')) {
      sources.emplace_back(trim(id));
      all_known = all_known && view.source_number(sources.back()) > 0;
    }
    const std::size_t told = all_known ? open : open + 1;
    out += html_escape(text.substr(0, told));
    if (all_known) cite(out, view, sources);
    text.remove_prefix(all_known ? close + 1 : told);
  }
  out += html_escape(text);
}

void write_cited(std::string& out, const View& view, std::string_view text,
                 const std::vector<std::string>& sources) {
  const std::size_t before = out.size();
  write_text(out, view, text);
  if (out.find("<span class=\"cite\">", before) != std::string::npos) return;
  out += " ";
  cite(out, view, sources);
}

void badge(std::string& out, std::string_view kind, std::string_view text) {
  out += "<span class=\"badge b-";
  out += kind;
  out += "\">";
  out += html_escape(text);
  out += "</span>";
}

}  // namespace nail::report

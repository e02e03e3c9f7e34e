#include <xlsxwriter.h>

#include <cmath>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <system_error>

#include <unistd.h>

#include "nail/base/text.h"
#include "nail/report/format.h"
#include "nail/report/report.h"
#include "nail/report/view.h"
#include "nail/report/workbook_sheet.h"

namespace nail {
namespace report {
namespace {

// The workbook's own date of creation, so that the clock stays out of the file.
constexpr std::time_t kCreated = 1622505600;  // 2021-06-01

std::string path_text(const std::vector<StepView>& path) {
  std::string text;
  for (const StepView& step : path) {
    text += (text.empty() ? "" : " > ") + step.product + "@" + step.place + ":" +
            format_number(step.share);
  }
  return text;
}

lxw_error write_findings(Sheet sheet, const View& view) {
  int rank = 0;
  for (const Finding& finding : view.data.findings) {
    sheet.next_row();
    sheet.number(++rank);
    sheet.text(finding.headline, true);
    sheet.text(finding.text, true);
    sheet.text(finding.kind);
    sheet.text(finding.chain);
    sheet.text(finding.product);
    sheet.text(finding.place);
    const Figure none;
    const Figure& figure = finding.evidence.empty() ? none : finding.evidence.front();
    sheet.text(figure.index);
    sheet.range(figure.range);
    sheet.text(figure.unit);
    sheet.text(to_string(finding.grade));
    sheet.number(finding.score);
    sheet.number(finding.in_top_ten);
    sheet.text(finding.depends_on_pooling ? "yes" : "no");
    sheet.number(finding.own_first);
    sheet.text(path_text(finding.path));
    sheet.text(joined(figure.sources));
  }
  return sheet.finish();
}

lxw_error write_indices(Sheet sheet, const View& view) {
  for (const ProductView& product : view.data.products) {
    for (const Figure& figure : product.indices) {
      sheet.next_row();
      sheet.text(product.id);
      sheet.text(product.name);
      sheet.text(product.chain);
      sheet.text(figure.place);
      sheet.text(figure.index);
      sheet.range(figure.range);
      sheet.text(figure.unit);
      sheet.year(figure.year);
      sheet.text(figure.basis);
      sheet.text(to_string(figure.grade));
      sheet.text(joined(figure.sources));
      sheet.text(figure.note, true);
    }
  }
  return sheet.finish();
}

lxw_error write_exposure(Sheet sheet, const View& view) {
  for (const ProductView& product : view.data.products) {
    for (const ExposureView& exposure : product.exposures) {
      sheet.next_row();
      sheet.text(product.id);
      sheet.text(product.name);
      sheet.text(product.chain);
      sheet.text(exposure.source);
      sheet.text(exposure.source_name);
      sheet.number(exposure.direct);
      sheet.range(exposure.any_tier);
      sheet.number(exposure.rerouted);
      sheet.number(exposure.own_first);
      sheet.text(path_text(exposure.path));
      sheet.text(product.set_source);
    }
  }
  return sheet.finish();
}

lxw_error write_claims(Sheet sheet, const View& view) {
  for (const ClaimResult& claim : view.data.claims) {
    sheet.next_row();
    sheet.text(claim.id);
    sheet.text(claim.text, true);
    sheet.text(claim.index);
    sheet.text(claim.product);
    sheet.text(claim.place);
    sheet.number(claim.stated);
    sheet.range(claim.computed);
    sheet.text(claim.verdict);
    sheet.text(claim.why, true);
    sheet.text(joined(claim.sources));
  }
  return sheet.finish();
}

lxw_error write_gaps(Sheet sheet, const View& view) {
  for (const Gap& gap : view.data.gaps) {
    sheet.next_row();
    sheet.text(gap.kind);
    sheet.text(gap.product);
    sheet.text(gap.place);
    sheet.text(gap.index);
    sheet.text(gap.what, true);
    sheet.text(gap.remedy, true);
  }
  return sheet.finish();
}

lxw_error write_sources(Sheet sheet, const View& view) {
  for (const Source& source : view.data.sources) {
    sheet.next_row();
    sheet.text(source.id);
    sheet.text(source.title, true);
    sheet.text(source.publisher);
    sheet.year(source.year);
    sheet.text(to_string(source.grade));
    // Text, not a link: what a case names is not opened by a click in a spreadsheet.
    sheet.text(source.url);
    sheet.text(source.licence);
  }
  return sheet.finish();
}

lxw_error write_book(const char* path, const View& view) {
  lxw_workbook* book = workbook_new(path);
  if (!book) return LXW_ERROR_MEMORY_MALLOC_FAILED;
  std::string title = cell_text(view.data.title);
  if (title.size() > 250)
    title.resize(0);  // a limit of the format; the sheets hold the title's facts
  std::string subject = "Supply-chain resilience assessment";
  lxw_doc_properties properties = {};
  properties.title = title.data();
  properties.subject = subject.data();
  properties.created = kCreated;
  workbook_set_properties(book, &properties);
  lxw_format* bold = workbook_add_format(book);
  format_set_bold(bold);
  format_set_bottom(bold, LXW_BORDER_THIN);
  lxw_format* wrapped = workbook_add_format(book);
  format_set_text_wrap(wrapped);
  format_set_align(wrapped, LXW_ALIGN_VERTICAL_TOP);

  lxw_error first = LXW_NO_ERROR;
  const auto keep = [&](lxw_error error) {
    if (first == LXW_NO_ERROR) first = error;
  };
  keep(write_findings(Sheet(book, "findings", bold, wrapped,
                            {{"rank", 6},
                             {"headline", 50},
                             {"text", 80},
                             {"kind", 20},
                             {"chain", 16},
                             {"product", 24},
                             {"place", 10},
                             {"index", 22},
                             {"value", 10},
                             {"low", 10},
                             {"high", 10},
                             {"unit", 10},
                             {"grade", 12},
                             {"score", 10},
                             {"in_top_ten", 10},
                             {"depends_on_pooling", 18},
                             {"own_first", 10},
                             {"path", 60},
                             {"sources", 30}}),
                      view));
  keep(write_indices(Sheet(book, "indices", bold, wrapped,
                           {{"product", 24},
                            {"name", 34},
                            {"chain", 16},
                            {"place", 10},
                            {"index", 22},
                            {"value", 10},
                            {"low", 10},
                            {"high", 10},
                            {"unit", 10},
                            {"year", 7},
                            {"basis", 12},
                            {"grade", 12},
                            {"sources", 30},
                            {"note", 50}}),
                     view));
  keep(write_exposure(Sheet(book, "exposure", bold, wrapped,
                            {{"product", 24},
                             {"name", 34},
                             {"chain", 16},
                             {"source_place", 12},
                             {"source_name", 22},
                             {"direct", 10},
                             {"any_tier", 10},
                             {"low", 10},
                             {"high", 10},
                             {"rerouted", 10},
                             {"own_first", 10},
                             {"path", 60},
                             {"sources", 24}}),
                      view));
  keep(write_claims(Sheet(book, "claims", bold, wrapped,
                          {{"claim", 24},
                           {"text", 60},
                           {"index", 22},
                           {"product", 24},
                           {"place", 10},
                           {"stated", 10},
                           {"computed", 10},
                           {"low", 10},
                           {"high", 10},
                           {"verdict", 14},
                           {"why", 70},
                           {"sources", 30}}),
                    view));
  keep(write_gaps(Sheet(book, "gaps", bold, wrapped,
                        {{"kind", 20},
                         {"product", 24},
                         {"place", 10},
                         {"index", 22},
                         {"what", 60},
                         {"remedy", 60}}),
                  view));
  keep(write_sources(Sheet(book, "sources", bold, wrapped,
                           {{"source", 24},
                            {"title", 60},
                            {"publisher", 30},
                            {"year", 7},
                            {"grade", 12},
                            {"url", 60},
                            {"licence", 24}}),
                     view));
  if (view.data.stress.asked) {
    for (const lxw_error error : write_stress_sheets(book, bold, wrapped, view)) keep(error);
  }
  const lxw_error closed =
      workbook_close(book);  // frees the book, and writes it whatever came before
  return first != LXW_NO_ERROR ? first : closed;
}

// A name in the system's folder for temporary files that nobody else has.
class TemporaryFile {
 public:
  TemporaryFile() {
    std::error_code error;
    path_ = (std::filesystem::temp_directory_path(error) / "nail-workbook-XXXXXX").string();
    if (error) path_ = "/tmp/nail-workbook-XXXXXX";
    const int file = ::mkstemp(path_.data());
    if (file >= 0)
      ::close(file);
    else
      path_.clear();
  }
  ~TemporaryFile() {
    if (!path_.empty()) ::unlink(path_.c_str());
  }
  TemporaryFile(const TemporaryFile&) = delete;
  TemporaryFile& operator=(const TemporaryFile&) = delete;
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

}  // namespace
}  // namespace report

Result<std::string> render_xlsx(const Assessment& assessment) {
  // The library writes only to a named file.
  const report::TemporaryFile file;
  if (file.path().empty()) {
    return fail(ExitCode::internal,
                "cannot make a temporary file for the workbook; is TMPDIR writable and not full?");
  }
  const report::View view(assessment);
  if (const lxw_error error = report::write_book(file.path().c_str(), view);
      error != LXW_NO_ERROR) {
    return fail(ExitCode::internal,
                std::string("cannot write the workbook: ") + lxw_strerror(error));
  }
  std::ifstream in(file.path(), std::ios::binary);
  std::string bytes{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
  if (in.bad() || bytes.empty()) {
    return fail(ExitCode::internal, "cannot read the workbook back from " + file.path());
  }
  return bytes;
}

}  // namespace nail

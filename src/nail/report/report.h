// The assessment as people read it: one HTML file, its print on A4, a workbook. Views only arrange
// what the assessment holds: they compute nothing and write no sentences, only labels.
#pragma once

#include <filesystem>
#include <string>

#include "nail/assess/assessment.h"
#include "nail/base/result.h"

namespace nail {

// The whole report in one file that opens from disk: inline style and drawings, no script, no
// request to any network. The same assessment gives the same bytes.
std::string render_html(const Assessment& assessment);

// The bytes of a workbook (.xlsx) with the sheets findings, indices, exposure, claims, gaps and
// sources. Text that a spreadsheet could take for a formula stays text.
Result<std::string> render_xlsx(const Assessment& assessment);

// Prints an HTML file to PDF through a headless Chromium. Fails with ExitCode::internal, naming the
// remedy, where no Chromium is installed or it does not finish in two minutes.
Result<void> print_pdf(const std::filesystem::path& html, const std::filesystem::path& pdf);

}  // namespace nail

#include <string>

#include "commands.h"
#include "nail/base/text.h"
#include "nail/indices/indices.h"
#include "nail/network/product_network.h"
#include "output_place.h"
#include "session.h"

namespace nail::cli {
namespace {

TextTable to_table(const Case& data, const IndexReport& report) {
  TextTable table{{"product", "place", "index", "value", "low", "high", "unit", "source"},
                  {false, false, false, true, true, true, false, false},
                  {}};
  for (const IndexValue& row : report.values) {
    table.rows.push_back({data[row.product].id, row.place, row.index,
                          format_number(row.value.value), format_number(row.value.low),
                          format_number(row.value.high), row.unit, row.source});
  }
  return table;
}

}  // namespace

ExitCode run_measure(const MeasureOptions& options) {
  if (auto kept = check_case_is_kept(options.seat.folder, options.out); !kept) {
    return report(kept.error());
  }
  const auto loaded = load_or_explain(options.seat.folder, options.common);
  if (!loaded) return ExitCode::input;
  if (auto wrong = require_products(*loaded, "measure"); !wrong) return report(wrong.error());
  const Case& data = loaded->data;
  const auto home = home_or_error(data, options.seat.home);
  if (!home) return report(home.error());
  const auto allies = allies_or_error(data, options.seat.allies, *home);
  if (!allies) return report(allies.error());
  const auto products = products_or_error(data, options.seat.products);
  if (!products) return report(products.error());
  const ProductNetwork site = compile_network(*loaded, Lens::site);
  const ProductNetwork owner = compile_network(*loaded, Lens::owner);
  const IndexReport indices = measure(*loaded, site, owner, *home, *allies, *products);
  return write_output(options.out, format_table(to_table(data, indices), options.format));
}

}  // namespace nail::cli

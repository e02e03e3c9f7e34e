#include "tree.h"
#include "tree_options.h"

namespace nail::cli {

void Tree::add_import() {
  CLI::App& command = *app_.add_subcommand("import", "make a case of tables in another layout");
  ImportOptions& o = import_;
  command.add_option("format", o.format, "edges: a firm network as links and sites")
      ->type_name("FORMAT")
      ->required()
      ->check(CLI::IsMember({"edges"}));
  command
      .add_option("sources", o.sources,
                  "edges: LINKS SITES [ESSENTIALITY], each .csv, .csv.gz or .parquet")
      ->type_name("SOURCE")
      ->required();
  command
      .add_option("--default-class", o.default_class,
                  "class of pairs of products that ESSENTIALITY does not tell of: 2 essential, 1 "
                  "important, 0 not needed")
      ->type_name("N")
      ->default_str("1")
      ->check(CLI::Range(0, 2));
  command
      .add_option("--output", o.output,
                  "the column of SITES that is a site's output; without it the column output")
      ->type_name("COLUMN");
  command.add_option("--name", o.name, "the case's name; without it the folder's")
      ->type_name("NAME");
  command.add_option("--to", o.to, "the folder to write")->type_name("DIR")->required();
  command.add_flag("--force", o.force, "replace a folder that nail did not write");
  add_common(command, o.common);
  command.footer(
      "LINKS has the columns supplier, buyer and value, and product where what is sold is not what "
      "the supplier makes; rows of the same supplier, buyer and product add up. SITES has site (or "
      "firm) and product (or sector), then place, output, weight and any other column, all of "
      "which "
      "are kept. ESSENTIALITY is a matrix (the first column names the supplier's products, the "
      "header the buyer's) or has the columns supplier_product, buyer_product and class.\n\n"
      "  nail import edges links.csv.gz firms.csv essentiality.csv --default-class 1 --to "
      "out/network");
  on_run(command, o, run_import);
}

}  // namespace nail::cli

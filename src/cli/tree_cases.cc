#include "tree.h"
#include "tree_options.h"

namespace nail::cli {

void Tree::add_init() {
  CLI::App& command = *app_.add_subcommand("init", "write a descriptor for a folder of tables");
  command.add_option("folder", init_.folder, "the folder that holds the tables")
      ->type_name("FOLDER")
      ->required();
  command.add_option("--name", init_.name, "the case's name; the folder's where not given")
      ->type_name("NAME");
  command.add_flag("--force", init_.force, "replace a descriptor that is there");
  add_common(command, init_.common);
  command.footer(
      "Writes FOLDER/datapackage.json with one resource for each NAME.csv, NAME.csv.gz or "
      "NAME.parquet. The kind of the case (products, firms, io) is told from the tables' names.");
  on_run(command, init_, run_init);
}

void Tree::add_check() {
  CLI::App& command =
      *app_.add_subcommand("check", "validate a case; print counts, gaps and conflicts");
  add_case(command, check_.folder);
  add_words(command, "--format", check_.format, {"table", "csv", "json"},
            "how the counts are written");
  add_common(command, check_.common);
  command.footer(
      "Reads every table and prints every fault, warning and note in one pass. Then, to standard "
      "output: the rows of each table, what is unknown (gaps), and where two sources of the same "
      "year disagree on a share by more than 0.05 (conflicts).\n\n"
      "Ends with 1 where there is a fault; with --strict also where there is a warning.");
  on_run(command, check_, run_check);
}

void Tree::add_schema() {
  CLI::App& command =
      *app_.add_subcommand("schema", "print the built-in schema of a table, or of a result");
  command
      .add_option("name", schema_.name,
                  "a table, or a result such as `assessment`; all tables where not given")
      ->type_name("NAME");
  add_common(command, schema_.common);
  command.footer(
      "For a table: its key and its columns with type, limits and default. For a result: its JSON "
      "Schema (draft 2020-12). Results are `assessment` (assessment.json of assess), `stress`, "
      "`stress_ensemble`, `stress_worst`, `stress_io`, `stress_io_ensemble` (summary.json of "
      "stress: "
      "its member `schema` names it), `survive` and `backtest` (what these print with --format "
      "json).");
  on_run(command, schema_, run_schema);
}

}  // namespace nail::cli

#include <fmt/format.h>

#include "nail/indices/indices.h"
#include "tree.h"
#include "tree_options.h"

namespace nail::cli {
namespace {

// `hhi (index)`, ...: names and units as the room of indices has them.
std::string index_names() {
  std::string out;
  for (const IndexKind& kind : index_kinds()) {
    out += fmt::format("{}{} ({})", out.empty() ? "" : ", ", kind.name, kind.unit);
  }
  return out;
}

}  // namespace

void Tree::add_measure() {
  CLI::App& command = *app_.add_subcommand(
      "measure", "print indices: how concentrated, how dependent, with what certainty");
  add_seat(command, measure_.seat);
  add_allies(command, measure_.seat);
  add_output(command, measure_.format, measure_.out);
  add_common(command, measure_.common);
  command.footer(
      std::string(
          "Columns: product, place, index, value, low, high, unit, source. `place` is the home for "
          "an "
          "index that depends on it, else empty. An empty value with low and high is a number "
          "known "
          "as a range only. An index that the data do not allow has no row. Sources are ids of the "
          "table sources, joined by ;.\n\n") +
      "The indices and their units: " + index_names() +
      ".\n\n"
      "  nail measure cases/four-products --home USA --products 'gallium-*' --format table");
  on_run(command, measure_, run_measure);
}

void Tree::add_exposure() {
  CLI::App& command = *app_.add_subcommand(
      "exposure", "print how much of each product the home loses when a place is taken away");
  ExposureOptions& o = exposure_;
  add_seat(command, o.seat);
  add_words(command, "--lens", o.lens, {"site", "owner"},
            "count supply where it is made, or where its makers have their headquarters");
  add_words(command, "--pool", o.pool, {"proportional", "own-first"},
            "how users without known sourcing buy");
  command
      .add_option("--away", o.away,
                  "take these away together: places, blocs, organisations, separated by commas; "
                  "without it each place that supplies anything in turn")
      ->type_name("LIST");
  command.add_flag("--tiers", o.tiers,
                   "add a column with the exposure counting 1, 2, ... tiers, joined by ;");
  command.add_flag("--buildup", o.buildup,
                   "count equipment and design too: new capacity, not today's output");
  add_output(command, o.format, o.out);
  add_common(command, o.common);
  command.footer(
      "Columns: user, product, source_place, direct, any_tier, rerouted, low, high, path; all "
      "numbers are shares of the home's use, 0 to 1. `direct` comes straight from the place, "
      "`any_tier` through any chain of inputs without stocks or rerouting (the pessimist), "
      "`rerouted` where the world shares out what is left (the optimist). `low` and `high` bound "
      "any_tier over the ranges of the shares and over unknown supply. `path` is the proof, from "
      "the home to the place: `product@place:share > ...`. Rows with any_tier above 0 are "
      "printed, the home as a source included.\n\n"
      "  nail exposure cases/four-products --home JPN --products battery-packs --away CHN");
  on_run(command, o, run_exposure);
}

void Tree::add_assess() {
  CLI::App& command = *app_.add_subcommand(
      "assess", "write the review: indices, exposure, findings, claims, gaps and the report");
  AssessOptions& o = assess_;
  add_seat(command, o.seat);
  add_allies(command, o.seat);
  command.add_option("--draws", o.draws, "random draws for the ranges; 0: analytic bounds")
      ->type_name("N")
      ->check(CLI::Range(0, 1000000));
  command.add_option("--seed", o.seed, "seed of the draws")->type_name("N")->check(whole_number());
  command.add_option("--out", o.out, "the folder to write")->type_name("DIR");
  command.add_flag("--force", o.force, "replace a folder that nail did not write");
  command.add_flag("--no-stress", o.no_stress,
                   "leave out scenarios, survival, worst removals, leverage and back-tests");
  command.add_flag("--pdf", o.pdf, "print report.pdf too (needs Chromium)");
  command.add_flag("--xlsx", o.xlsx, "write assessment.xlsx too");
  add_common(command, o.common);
  command.footer(
      "Writes to DIR: report.html (one file, opens from disk), assessment.json (everything the "
      "report is drawn from; `nail schema assessment` prints its JSON Schema), tables/ (indices, "
      "exposure, findings, claims, gaps, and of stress: stress, survival, worst, leverage, "
      "backtests as CSV) and run.json (time, host, options). Apart from "
      "run.json, PDF and XLSX, the same case, options and seed give the same bytes.\n\n"
      "The columns of tables/indices.csv and tables/exposure.csv are those of measure and "
      "exposure, "
      "with the ranges of the draws. tables/findings.csv has a row a finding, in order of rank. "
      "tables/claims.csv: claim, stated, computed, low, high, verdict (supported, contradicted, "
      "not_checkable), why. tables/gaps.csv: kind, product, place, index, what, remedy.\n\n"
      "Stress runs 365 days and counts losses in days of the home's demand. tables/stress.csv has "
      "a "
      "row a scenario (product and place empty) and below it who goes without what "
      "(pessimist_days, first_shortage_day); tables/survival.csv a row a site; tables/worst.csv, "
      "tables/leverage.csv (seat, source, any_tier, rerouted) and tables/backtests.csv hold the "
      "rest. --no-stress leaves all of them out.\n\n"
      "A DIR that is there already is replaced if nail wrote it; any other only with --force.\n\n"
      "  nail assess cases/four-products --home JPN --allies G7 --out out/jpn");
  on_run(command, o, run_assess);
}

}  // namespace nail::cli

#include "tree.h"
#include "tree_options.h"

namespace nail::cli {

void Tree::add_stress() {
  CLI::App& command = *app_.add_subcommand(
      "stress", "run shocks day by day: what runs out, when, who goes without, until when");
  StressOptions& o = stress_;
  add_case(command, o.folder);
  command
      .add_option("--scenario", o.scenarios,
                  "a scenario of the case; several separated by commas, or `all`")
      ->type_name("LIST");
  command.add_option("--home", o.home, "whose loss is summed up: a place or bloc of the case")
      ->type_name("PLACE");
  command.add_option("--days", o.days, "days to run")->type_name("N")->check(CLI::Range(1, 100000));
  add_words(command, "--model", o.model, {"cascade", "ario", "reroute"},
            "how buyers and makers react; cascade where not given, on io cases ario");
  command.add_flag("--bounds", o.bounds,
                   "also compute the optimist's bound, and what the gap between the two is due to");
  command.add_option("--ensemble", o.ensemble, "run this many draws of scenarios and parameters")
      ->type_name("N")
      ->check(CLI::Range(std::size_t{0}, std::size_t{10000000}));
  command
      .add_option("--worst", o.worst, "find the removals, this many at a time, that hurt home most")
      ->type_name("K")
      ->check(CLI::Range(std::size_t{0}, std::size_t{20}));
  add_words(command, "--by", o.by, {"sites", "places", "organisations"},
            "what --worst takes away: a product at a place, all exports of a place, a maker");
  command.add_option("--seed", o.seed, "seed of the draws")->type_name("N")->check(whole_number());
  add_checkpoint(command, o.checkpoint, o.resume);
  command.add_option("--out", o.out, "the folder to write")->type_name("DIR");
  command.add_flag("--force", o.force, "replace a folder that nail did not write");
  command
      .add_option("--restock-days", o.restock_days,
                  "days in which buyers refill what stocks lack (ario); 0 is 30, on io cases 60")
      ->type_name("X")
      ->check(finite_number(false));
  command
      .add_option("--psi", o.psi,
                  "io cases: part of its inventory target below which an input holds output back")
      ->type_name("X")
      ->check(CLI::Range(0.0, 1.0));
  command
      .add_option("--inventory-days", o.inventory_days,
                  "io cases: days of inventories; a number, or a CSV file with product,days")
      ->type_name("X");
  command.add_option("--alpha-base", o.alpha_base, "io cases: production capacity at rest")
      ->type_name("X")
      ->check(finite_number(true));
  command.add_option("--alpha-max", o.alpha_max, "io cases: the most that overproduction reaches")
      ->type_name("X")
      ->check(finite_number(true));
  command.add_option("--alpha-days", o.alpha_days, "io cases: days that overproduction takes")
      ->type_name("X")
      ->check(finite_number(true));
  add_words(command, "--orders", o.orders, {"alt", "noalt"},
            "io cases: whether orders turn to suppliers that still produce");
  command.add_option("--step-days", o.step_days, "io cases: days of a step")
      ->type_name("X")
      ->check(finite_number(true));
  command.add_flag("--compat", o.compat,
                   "io cases: as the published implementation computes, oddities included");
  add_words(command, "--recovery", o.recovery, {"linear", "convex", "concave"},
            "io cases: how what a shock took comes back: evenly, fast at first, slowly at first");
  command
      .add_option("--input-classes", o.input_classes,
                  "io cases: a CSV file with supplier_product,buyer_product,class (2 essential, 1 "
                  "important, 0 optional); pairs that it leaves out are essential")
      ->type_name("FILE");
  command
      .add_option("--money-unit", o.money_unit,
                  "io cases: USD that one unit of the table stands for, for amount_usd of shocks")
      ->type_name("X")
      ->check(finite_number(true));
  command
      .add_option("--capital-ratio", o.capital_ratio,
                  "io cases: capital of a sector over its value added of a year")
      ->type_name("X")
      ->check(finite_number(true));
  add_words(
      command, "--precision", o.precision, {"double", "single"},
      "io cases, --ensemble: of the runs; single is twice as fast and checked against double");
  add_common(command, o.common);
  command.footer(
      "Asks one of three questions. --scenario runs scenarios of the case. --ensemble draws "
      "scenarios by their probabilities and parameters from their ranges. --worst looks for the "
      "removals that hurt home most.\n\n"
      "Models of a products case: `cascade`, the pessimist (orders stay as they were, no spare "
      "capacity); `ario` (buyers reorder and refill stocks, spare capacity is used); `reroute`, "
      "the optimist (everyone replans for the best, once they can change suppliers).\n\n"
      "Writes to DIR: timeline.csv (day, product, place, output, demand, unmet, stock_days; output "
      "and demand relative to baseline, unmet in days of demand), summary.json and run.json. With "
      "several scenarios a folder for each, and summary.csv that compares them. Where the "
      "timeline would have more than two million rows it holds only what leaves baseline. On io "
      "cases timeline.csv has: day, place, product, production, demand, unmet_final; --ensemble "
      "writes ensemble.csv (a row a draw) and summary.json.\n\n"
      "  nail stress cases/four-products --scenario all --home USA --out out/stress");
  on_run(command, o, run_stress);
  note_given(command, o.given);
}

void Tree::add_backtest() {
  CLI::App& command = *app_.add_subcommand(
      "backtest", "predict past events from what was known before them, and show the errors");
  BacktestOptions& o = backtest_;
  add_case(command, o.folder);
  command.add_option("--home", o.home, "only what was observed there: a place or bloc of the case")
      ->type_name("PLACE");
  command
      .add_option("--days", o.days,
                  "days to run; 0 is a year after the last shock of the scenario is over")
      ->type_name("N")
      ->check(CLI::Range(0, 100000));
  command.add_flag("--bounds", o.bounds,
                   "count the optimist's plan too, as `nail stress --bounds` does: a wider band");
  add_words(command, "--format", o.format, {"table", "csv", "json"}, "how the rows are written");
  command.add_option("--out", o.out, "the file to write; - is standard output")->type_name("FILE");
  add_common(command, o.common);
  command.footer(
      "A row of the table `backtests` is a scenario and an index that was observed: of demand "
      "peak_loss, lost_days, shortage_days or first_shortage_day, of makers peak_output_loss or "
      "lost_output_days. Each is predicted with the supply and sourcing of the year `as_of` and "
      "earlier. Where a case has no such rows its events are asked: for each outage or ban with an "
      "end, how many days it took until a shortage of a product made from it began at a place, "
      "within 540 days. What caused a shortage an event does not say, so that many are missed.\n\n"
      "Columns: backtest, name, scenario, product, place, index, as_of, predicted_low, "
      "predicted_high, observed, observed_low, observed_high, error, hit, hindsight. The "
      "predicted band lies between the models ario and cascade of `nail stress`, with --bounds "
      "also "
      "reroute; an empty end of "
      "first_shortage_day is a model without a shortage. A shortage is counted where 1 % of a "
      "day's demand is unmet. `error` is the middle of the band (its end, where there is one only) "
      "minus the observed value. `hit`: yes where the band meets the observed range, no where it "
      "does not, empty where the case has no such maker. `hindsight` names what is of a later year "
      "because nothing older is known. --format table leaves some columns out and counts "
      "hindsight.\n\n"
      "The last line (to standard error with csv and json) counts hits and misses and gives the "
      "median of the absolute errors, and beside it the median width of the bands: a wide band is "
      "easily hit.\n\n"
      "  nail backtest cases/four-products --home USA");
  on_run(command, o, run_backtest);
}

void Tree::add_survive() {
  CLI::App& command = *app_.add_subcommand(
      "survive", "print how long buyers can do without each site, and how long it is away");
  SurviveOptions& o = survive_;
  add_case(command, o.folder);
  command
      .add_option("--home", o.home,
                  "whose demand counts: a place or bloc of the case; everybody's where not given")
      ->type_name("PLACE");
  command.add_option("--days", o.days, "the horizon, in days")
      ->type_name("N")
      ->check(CLI::Range(1, 3650));
  command
      .add_option("--top", o.top,
                  "solve the program over time for this many sites, those of largest impact")
      ->type_name("N")
      ->check(CLI::Range(std::size_t{0}, std::size_t{100000}));
  add_output(command, o.format, o.out);
  add_common(command, o.common);
  command.footer(
      "A site is a product made at a place; it is out in full from day 0 on. Columns: product, "
      "place; tts_cascade, tts_time_indexed, tts_aggregate: time to survive, the whole days before "
      "the first one on which demand goes unmet, where nobody turns elsewhere (the pessimist), and "
      "where everything is rerouted as well as can be (the optimist: by the program over time, for "
      "the sites of largest impact, and by its bound without time, for all); ttr: time to recover, "
      "365 where ttr_known is false; impact_days: what is lost during the time to recover, in days "
      "of the demand (the later of two classes of priority counts half); impact_usd, where price "
      "and quantity of all that is short are known; rei: risk exposure index, the impact over the "
      "largest one; recovers_late: whether time to recover exceeds time to survive by the cascade; "
      "first_short: the product that runs short first; horizon; beyond_horizon: which of the three "
      "times (cascade, time_indexed, aggregate, joined by ;) are longer than the horizon. Their "
      "cells are empty, as are those of times that were not computed.\n\n"
      "Every site whose outage can reach the demand is printed, the largest impact first.\n\n"
      "  nail survive cases/four-products --home USA --format table");
  on_run(command, o, run_survive);
}

}  // namespace nail::cli

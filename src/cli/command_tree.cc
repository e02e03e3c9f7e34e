#include "command_tree.h"

#include <algorithm>
#include <cmath>
#include <functional>

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include "commands.h"
#include "defaults.h"
#include "nail/base/text.h"
#include "nail/base/version.h"
#include "nail/indices/indices.h"
#include "pages.h"
#include "session.h"

namespace nail::cli {
namespace {

constexpr const char* kExitCodes =
    "Exit codes: 0 done; 1 the input is wrong; 2 wrong usage, an unknown home or product too; "
    "3 ran, but did not reach its tolerance; 4 internal or I/O failure; 130 interrupted.";

CLI::Option* add_words(CLI::App& command, const std::string& name, std::string& value,
                       std::vector<std::string> words, const std::string& about) {
  return command.add_option(name, value, about)
      ->type_name("WORD")
      ->check(CLI::IsMember(std::move(words)));
}

// A range from 0 on would let nan through.
CLI::Validator finite_number(bool above_zero) {
  return CLI::Validator(
      [above_zero](const std::string& text) -> std::string {
        double number = 0;
        if (CLI::detail::lexical_cast(text, number) && std::isfinite(number) &&
            (above_zero ? number > 0 : number >= 0)) {
          return "";
        }
        return fmt::format("{} is not a number {}", text, above_zero ? "above 0" : "of 0 or more");
      },
      "");
}

void add_common(CLI::App& command, CommonOptions& options) {
  command
      .add_option_function<std::string>(
          "--diagnostics",
          [&options](const std::string& format) { options.json_diagnostics = format == "json"; },
          "how faults and warnings are printed; json is one object a line")
      ->type_name("WORD")
      ->default_str("text")
      ->check(CLI::IsMember({"text", "json"}));
  command.add_flag("--strict", options.strict, "treat warnings as faults");
  command.add_flag("--quiet", options.quiet, "print results and faults only");
  command.add_option("--threads", options.threads, "threads to use; 0 is one a core")
      ->type_name("N")
      ->check(CLI::Range(0, 1024));
}

void add_case(CLI::App& command, std::string& folder) {
  command.add_option("case", folder, "the folder of the case")->type_name("CASE")->required();
}

void add_seat(CLI::App& command, SeatOptions& seat) {
  add_case(command, seat.folder);
  command.add_option("--home", seat.home, "whose seat: a place or bloc of the case")
      ->type_name("PLACE");
  command
      .add_option("--products", seat.products,
                  "only these products, separated by commas; * and ? stand for any letters")
      ->delimiter(',')
      ->type_name("LIST");
}

void add_allies(CLI::App& command, SeatOptions& seat) {
  command
      .add_option("--allies", seat.allies,
                  "blocs or places, separated by commas; the home itself is never among them")
      ->type_name("LIST");
}

void add_output(CLI::App& command, std::string& format, std::string& out) {
  add_words(command, "--format", format, {"csv", "json", "table"}, "how the rows are written");
  command.add_option("--out", out, "the file to write; - is standard output")->type_name("FILE");
}

// The words of a check that CLI::IsMember describes as `WORD:{a,b}`.
std::vector<std::string> words_of(const CLI::Option& option) {
  const std::string type = option.get_type_name();
  const auto open = type.find('{');
  const auto close = type.rfind('}');
  if (open == std::string::npos || close == std::string::npos) return {};
  return split(std::string_view(type).substr(open + 1, close - open - 1), ',');
}

std::string upper(std::string text) {
  for (char& c : text) c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  return text;
}

OptionPage page_of(const CLI::Option& option) {
  OptionPage page;
  page.about = option.get_description();
  page.words = words_of(option);
  page.required = option.get_required();
  if (option.get_positional()) {
    page.name = upper(option.get_name());
    return page;
  }
  if (!option.get_lnames().empty()) page.name = "--" + option.get_lnames().front();
  if (!option.get_snames().empty()) page.short_name = "-" + option.get_snames().front();
  if (option.get_items_expected_max() > 0) {
    const std::string type = option.get_type_name();
    page.value = type.substr(0, type.find(':'));
    const std::string fallback = option.get_default_str();
    if (fallback != "[]") page.fallback = fallback;
  }
  return page;
}

// The paragraphs of a footer, which blank lines part.
std::vector<std::string> paragraphs(const std::string& footer) {
  std::vector<std::string> out;
  std::string paragraph;
  for (const std::string& line : split(footer, '\n')) {
    if (!line.empty()) {
      paragraph += (paragraph.empty() ? "" : "\n") + line;
    } else if (!paragraph.empty()) {
      out.push_back(std::exchange(paragraph, {}));
    }
  }
  if (!paragraph.empty()) out.push_back(paragraph);
  return out;
}

// `hhi (index)`, ...: names and units as the room of indices has them.
std::string index_names() {
  std::string out;
  for (const IndexKind& kind : index_kinds()) {
    out += fmt::format("{}{} ({})", out.empty() ? "" : ", ", kind.name, kind.unit);
  }
  return out;
}

// The tree and the options it fills. Options live as long as the tree.
class Tree {
 public:
  Tree() : app_("assess the resilience of supply chains", "nail") {
    app_.set_help_flag("-h,--help", "print this and end");
    app_.set_version_flag("--version", std::string("nail ") + kVersion,
                          "print the version and end");
    app_.option_defaults()->always_capture_default();
    app_.require_subcommand(1);
    app_.fallthrough(false);
    app_.footer(
        std::string("Results go to standard output or to --out; progress and messages go to "
                    "standard error. A folder of results is built beside its place and renamed: it "
                    "is whole or not there.\n\n"
                    "What is wrong in a case is printed all at once, a line each, as "
                    "`file:line:column: code: what; what to do`.\n\n") +
        kExitCodes +
        "\n\nA file `nail.toml` in the folder of a case holds defaults for the options "
        "home, allies, products, draws, seed, threads, pool and lens; the command line "
        "wins over it.");
    add_init();
    add_check();
    add_schema();
    add_measure();
    add_exposure();
    add_assess();
    add_stress();
    add_backtest();
    add_survive();
    add_generate();
    add_help();
    add_completion();
    add_manual();
  }

  ExitCode run(int argc, char** argv) {
    try {
      app_.parse(argc, argv);
    } catch (const CLI::CallForHelp&) {
      return print_help(called() == nullptr ? "" : called()->get_name());
    } catch (const CLI::CallForVersion&) {
      return write_output("-", fmt::format("nail {}\n", kVersion));
    } catch (const CLI::ParseError& error) {
      return wrong_usage(error);
    }
    if (const auto code = apply_defaults()) return *code;
    std::string line = "nail";
    for (int i = 1; i < argc; ++i) line += fmt::format(" {}", argv[i]);
    return action_(line);
  }

 private:
  // The action of a command: called with the command line once parsing is done.
  template <class Options>
  void on_run(CLI::App& command, Options& options, ExitCode (*command_run)(const Options&)) {
    on_run(command, options, std::function<ExitCode(const Options&)>(command_run));
  }
  template <class Options>
  void on_run(CLI::App& command, Options& options,
              std::function<ExitCode(const Options&)> command_run) {
    command.callback([this, &options, command_run] {
      common_ = &options.common;
      action_ = [&options, command_run](const std::string& line) {
        options.common.command_line = line;
        return command_run(options);
      };
    });
  }

  // The command that was parsed, if any.
  CLI::App* called() {
    const auto parsed = app_.get_subcommands();
    return parsed.empty() ? nullptr : parsed.front();
  }

  ProgramPage page() const;
  ExitCode print_help(const std::string& command) const;
  ExitCode wrong_usage(const CLI::ParseError& error);
  std::optional<ExitCode> apply_defaults();
  void apply(const Default& entry, CLI::App& command, Diagnostics& diagnostics);

  void add_init();
  void add_check();
  void add_schema();
  void add_measure();
  void add_exposure();
  void add_assess();
  void add_stress();
  void add_backtest();
  void add_survive();
  void add_generate();
  void add_help();
  void add_completion();
  void add_manual();

  CLI::App app_;
  InitOptions init_;
  CheckOptions check_;
  SchemaOptions schema_;
  MeasureOptions measure_;
  ExposureOptions exposure_;
  AssessOptions assess_;
  StressOptions stress_;
  BacktestOptions backtest_;
  SurviveOptions survive_;
  GenerateIoOptions generate_io_;
  HelpOptions help_;
  CompletionOptions completion_;
  ManualOptions manual_;
  CommonOptions* common_ = nullptr;
  std::function<ExitCode(const std::string&)> action_ = [](const std::string&) {
    return ExitCode::usage;
  };
};

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
      *app_.add_subcommand("schema", "print the built-in schema of a table, or of the assessment");
  command.add_option("name", schema_.name, "a table, or `assessment`; all tables where not given")
      ->type_name("NAME");
  add_common(command, schema_.common);
  command.footer(
      "For a table: its key and its columns with type, limits and default. For `assessment`: the "
      "JSON Schema (draft 2020-12) of assessment.json.");
  on_run(command, schema_, run_schema);
}

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
  command.add_option("--seed", o.seed, "seed of the draws")->type_name("N");
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
  command.add_option("--seed", o.seed, "seed of the draws")->type_name("N");
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
  // Called before the defaults of the case come in.
  command.parse_complete_callback([&command, &o] {
    for (const CLI::Option* option : command.get_options()) {
      if (option->count() > 0) o.given.push_back("--" + option->get_single_name());
    }
  });
}

void Tree::add_generate() {
  CLI::App& command = *app_.add_subcommand("generate", "write a made-up case of any size");
  GenerateIoOptions& o = generate_io_;
  command.add_option("kind", o.kind, "io: an input-output table with scenarios")
      ->type_name("KIND")
      ->required()
      ->check(CLI::IsMember({"io"}));
  command.add_option("--places", o.places, "places")->type_name("N")->check(CLI::Range(1, 1000));
  command.add_option("--products", o.products, "products")
      ->type_name("N")
      ->check(CLI::Range(1, 1000));
  command
      .add_option("--density", o.density, "part of the pairs of sectors of two places that trade")
      ->type_name("X")
      ->check(CLI::Range(0.0, 1.0));
  command.add_option("--seed", o.seed, "seed of the numbers")->type_name("N");
  command.add_option("--to", o.to, "the folder to write")->type_name("DIR")->required();
  command.add_flag("--force", o.force, "replace a folder that nail did not write");
  add_common(command, o.common);
  command.footer(
      "The same sizes and seed give the same case. Places and products differ in size; sectors buy "
      "mostly at home; the ten largest sectors get a scenario each.\n\n"
      "  nail generate io --places 77 --products 45 --seed 1 --to out/table");
  on_run(command, o, run_generate_io);
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

void Tree::add_help() {
  CLI::App& command = *app_.add_subcommand("help", "explain the program or one of its commands");
  command.add_option("command", help_.command, "the command; the program where not given")
      ->type_name("COMMAND");
  command.add_flag("--markdown", help_.markdown, "print the whole command reference as Markdown");
  on_run<HelpOptions>(command, help_, [this](const HelpOptions& options) {
    if (options.markdown) return write_output("-", reference_markdown(page()));
    return print_help(options.command);
  });
}

void Tree::add_completion() {
  CLI::App& command =
      *app_.add_subcommand("completion", "print a script that completes commands in a shell");
  command.add_option("shell", completion_.shell, "the shell")
      ->type_name("SHELL")
      ->required()
      ->check(CLI::IsMember({"bash", "zsh", "fish"}));
  command.footer(
      "`cmake --install` puts the three scripts where the shells look for them. For the current "
      "bash only:\n\n"
      "  source <(nail completion bash)");
  on_run<CompletionOptions>(command, completion_, [this](const CompletionOptions& options) {
    const auto script = completion_script(page(), options.shell);
    return script ? write_output("-", *script) : report(script.error());
  });
}

void Tree::add_manual() {
  CLI::App& command = *app_.add_subcommand("manual", "print the manual page (mdoc)");
  command.footer(
      "`cmake --install` puts it on the path of man. Without installing:\n\n"
      "  nail manual | man -l -");
  on_run<ManualOptions>(command, manual_, [this](const ManualOptions&) {
    return write_output("-", manual_page(page()));
  });
}

ProgramPage Tree::page() const {
  ProgramPage program{"nail", kVersion, app_.get_description(), {}, {}, {}};
  for (const CLI::Option* option : app_.get_options()) program.options.push_back(page_of(*option));
  program.more = paragraphs(app_.get_footer());
  for (const CLI::App* command : app_.get_subcommands([](const CLI::App*) { return true; })) {
    CommandPage entry{command->get_name(), command->get_description(), {}, {}, {}};
    for (const CLI::Option* option : command->get_options()) {
      (option->get_positional() ? entry.arguments : entry.options).push_back(page_of(*option));
    }
    // --help is every command's and says nothing about this one: it stands last.
    const auto help = std::find_if(entry.options.begin(), entry.options.end(),
                                   [](const OptionPage& o) { return o.name == "--help"; });
    if (help != entry.options.end()) std::rotate(help, help + 1, entry.options.end());
    entry.more = paragraphs(command->get_footer());
    program.commands.push_back(std::move(entry));
  }
  return program;
}

ExitCode Tree::print_help(const std::string& command) const {
  const ProgramPage program = page();
  if (command.empty()) return write_output("-", help_text(program));
  if (const CommandPage* entry = program.find(command)) {
    return write_output("-", help_text(program, *entry));
  }
  std::vector<std::string> names;
  for (const CommandPage& entry : program.commands) names.push_back(entry.name);
  const std::string near = closest(command, names);
  return report({ExitCode::usage,
                 fmt::format("there is no command '{}'{}", printable(command),
                             near.empty() ? "; see nail help" : fmt::format("; is it {}?", near))});
}

ExitCode Tree::wrong_usage(const CLI::ParseError& error) {
  CLI::App* command = called();
  std::vector<std::string> names;
  std::string unknown;
  if (command == nullptr) {
    const auto left = app_.remaining();
    if (left.empty()) {
      fmt::print(stderr, "{}", help_text(page()));
      return ExitCode::usage;
    }
    unknown = left.front();
    if (!unknown.starts_with("-")) return print_help(unknown);
    names.emplace_back("--version");
  } else if (const auto left = command->remaining(); !left.empty()) {
    unknown = left.front();
    for (const CLI::Option* option : command->get_options()) {
      names.push_back(page_of(*option).name);
    }
  }
  const std::string see =
      command == nullptr ? "see nail help" : fmt::format("see nail help {}", command->get_name());
  if (unknown.empty()) {
    print_error(fmt::format("{}; {}", error.what(), see));
  } else if (unknown.starts_with("-")) {
    const std::string near = closest(unknown, names);
    print_error(fmt::format("there is no option {}{}; {}", printable(unknown),
                            near.empty() ? "" : fmt::format(" (is it {}?)", near), see));
  } else {
    print_error(fmt::format("'{}' is one argument too many; {}", printable(unknown), see));
  }
  return ExitCode::usage;
}

// Takes a default of nail.toml for an option that the command line leaves alone. A value that suits
// no option is a fault also where the command at hand does not ask for it: the file is wrong.
void Tree::apply(const Default& entry, CLI::App& command, Diagnostics& diagnostics) {
  const std::string name = "--" + entry.key;
  CLI::Option* option = command.get_option_no_throw(name);
  if (option != nullptr && option->count() > 0) return;
  for (CLI::App* other : app_.get_subcommands([](const CLI::App*) { return true; })) {
    if (option != nullptr) break;
    option = other->get_option_no_throw(name);
  }
  if (option == nullptr) return;
  try {
    option->add_result(entry.text);
    option->run_callback();
  } catch (const CLI::ParseError&) {
    const auto words = words_of(*option);
    const std::string type = option->get_type_name();
    const auto colon = type.find(':');
    diagnostics.fault(entry.where, "bad-default", fmt::format("{} is '{}'", entry.key, entry.text),
                      !words.empty() ? fmt::format("write one of: {}", fmt::join(words, ", "))
                      : colon != std::string::npos ? fmt::format("write {}", type.substr(colon + 1))
                                                   : std::string("correct it"));
  }
}

// An exit code where the command must not run.
std::optional<ExitCode> Tree::apply_defaults() {
  CLI::App* command = called();
  if (command == nullptr || common_ == nullptr) return std::nullopt;
  const CLI::Option* folder = command->get_option_no_throw("case");
  if (folder == nullptr || folder->count() == 0) return std::nullopt;
  Diagnostics diagnostics;
  common_->defaults = read_defaults(folder->as<std::string>(), diagnostics);
  for (const Default& entry : common_->defaults) apply(entry, *command, diagnostics);
  const bool refused = diagnostics.has_faults() || (common_->strict && diagnostics.warnings() > 0);
  if (refused || !common_->quiet) print_diagnostics(diagnostics, *common_, false);
  if (!refused) return std::nullopt;
  // check goes on to the tables: all faults in one pass.
  if (command->get_name() == "check") action_("nail check");
  return ExitCode::input;
}

}  // namespace

ExitCode run(int argc, char** argv) {
  Tree tree;
  return tree.run(argc, argv);
}

}  // namespace nail::cli

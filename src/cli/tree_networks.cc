#include "tree.h"
#include "tree_options.h"

namespace nail::cli {

void Tree::add_rank() {
  CLI::App& command = *app_.add_subcommand(
      "rank", "print what part of the economy the failure of each site takes with it");
  RankOptions& o = rank_;
  add_case(command, o.folder);
  add_words(
      command, "--rule", o.rule, {"glpf", "linear", "leontief"},
      "how losses of inputs add up: by the classes of the case, all important, all essential");
  command
      .add_option(
          "--market", o.market,
          "what sites share a market, in which others stand in for a site that fails: none, "
          "product, or a column of sites")
      ->type_name("COLUMN");
  command.add_option("--eps", o.eps, "growth of losses in a step at which a cascade stops")
      ->type_name("X");
  command.add_flag("--converged", o.converged, "go on to the fixed point instead");
  command.add_flag("--compat", o.compat, "treat dead markets as the published implementation does");
  command
      .add_option("--shocks", o.shocks,
                  "a CSV file shock,site,loss[,loss_up]; every site by itself where not given")
      ->type_name("FILE");
  command
      .add_option("--weight", o.weights,
                  "a column of sites that says what counts instead of size; may be given again")
      ->type_name("COLUMN")
      ->allow_extra_args(false);
  add_words(command, "--by", o.by, {"product"}, "print the losses of each product instead")
      ->default_str("");
  command
      .add_option("--sites-of", o.sites_of, "print the loss of every site in this shock instead")
      ->type_name("SHOCK");
  command.add_option("--top", o.top, "only this many, the largest first; 0 is all, in their order")
      ->type_name("N")
      ->check(CLI::Range(std::size_t{0}, std::size_t{1} << 32));
  add_words(command, "--format", o.format, {"csv", "json", "table"},
            "how the rows are written, where the ending of --out does not say it");
  command
      .add_option(
          "--out", o.out,
          "the file to write, by its ending CSV, packed CSV (.csv.gz), Parquet or JSON; - is "
          "standard output")
      ->type_name("FILE");
  command
      .add_option(
          "--report", o.report,
          "also write this HTML file: risk profile, the hundred largest and how they spread")
      ->type_name("FILE");
  add_checkpoint(command, o.checkpoint, o.resume);
  add_common(command, o.common);
  command.footer(
      "Columns: site, esri, esri_down, esri_up, iterations. `esri` is the economic systemic risk "
      "index: the part of all sites' size (0 to 1) that is lost when the site fails for good, the "
      "site itself included; `esri_down` counts losses that pass from suppliers to buyers, "
      "`esri_up` those from buyers to suppliers, and `esri` the larger of the two at each site. "
      "`iterations` is the number of steps after which no loss grew by more than --eps. With "
      "several weights the first three come once a weight, with its name. With --shocks the first "
      "column is shock.\n\n"
      "--eps is a parameter of the model, no tolerance: the published numbers use 0.01, and "
      "smaller values give larger losses. --converged gives what the losses tend to.\n\n"
      "A row of --shocks says what part (0 to 1) of what a site delivers is lost from the start, "
      "and with loss_up what part of what it buys; without loss_up both are the same. Rows of one "
      "shock act together.\n\n"
      "--by product has the columns shock (or site), product, before, after, after_down, "
      "after_up: what the shock itself takes of the product's size, and what is lost in the end; "
      "products that lose nothing are left out. --sites-of has site, loss, loss_down, loss_up.\n\n"
      "On a products case a site is a product made at a place, on an io case a sector.\n\n"
      "  nail generate firms --sites 10000 --links 70000 --seed 1 --to out/firms\n"
      "  nail rank out/firms --market product --out out/esri.csv --report out/esri.html");
  note_given(command, o.given);
  on_run(command, o, run_rank);
}

void Tree::add_generate() {
  CLI::App& command = *app_.add_subcommand("generate", "write a made-up case of any size");
  GenerateOptions& o = generate_;
  command
      .add_option("kind", o.kind,
                  "io: an input-output table with scenarios; firms: who sells what to whom")
      ->type_name("KIND")
      ->required()
      ->check(CLI::IsMember({"io", "firms"}));
  command.add_option("--places", o.places, "io: places")
      ->type_name("N")
      ->check(CLI::Range(1, 1000));
  command
      .add_option("--products", o.products,
                  "products; 0 is 8 of a table, and of firms one for each 20 sites, 10 to 600; at "
                  "most 1000 of a table, and of firms 6000 and no more than sites")
      ->type_name("N")
      ->check(CLI::Range(0, 100000));
  command
      .add_option("--density", o.density,
                  "io: part of the pairs of sectors of two places that trade")
      ->type_name("X")
      ->check(CLI::Range(0.0, 1.0));
  command.add_option("--sites", o.sites, "firms: sites")
      ->type_name("N")
      ->check(CLI::Range(1U, 100000000U));
  command.add_option("--links", o.links, "firms: links, at most a tenth of all pairs of sites")
      ->type_name("N")
      ->check(CLI::Range(std::uint64_t{0}, std::uint64_t{4000000000U}));
  command
      .add_option("--correlation", o.correlation,
                  "firms: of how much a site is drawn as a seller with how much as a buyer (normal "
                  "scores), -1 to 1; that of sales and purchases is lower")
      ->type_name("X");
  command
      .add_option("--final-demand", o.final_demand,
                  "firms: part of every site's output that goes to final demand, below 1")
      ->type_name("X");
  command.add_flag("--parquet", o.parquet, "firms: write the links as Parquet");
  command.add_option("--seed", o.seed, "seed of the numbers")
      ->type_name("N")
      ->check(whole_number());
  command.add_option("--to", o.to, "the folder to write")->type_name("DIR")->required();
  command.add_flag("--force", o.force, "replace a folder that nail did not write");
  add_common(command, o.common);
  command.footer(
      "The same sizes and seed give the same case.\n\n"
      "io: places and products differ in size; sectors buy mostly at home; the ten largest sectors "
      "get a scenario each.\n\n"
      "firms: popularity as a seller and as a buyer is Pareto with exponent 1.5, cut off at hubs "
      "that deal with 2 % of all sites; links fall on "
      "pairs of sites in proportion to the product of both, and their values are log-normal; 17 % "
      "of the pairs of products are essential, 12 % important. docs/methods.md has the "
      "distributions.\n\n"
      "  nail generate io --places 77 --products 45 --seed 1 --to out/table\n"
      "  nail generate firms --sites 100000 --links 1000000 --correlation 0.7 --seed 1 --to "
      "out/firms");
  note_given(command, o.given);
  on_run(command, o, run_generate);
}

}  // namespace nail::cli

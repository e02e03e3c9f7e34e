#include "tree.h"
#include "tree_options.h"

namespace nail::cli {

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

}  // namespace nail::cli

#include "session.h"
#include "tree.h"
#include "tree_options.h"

namespace nail::cli {

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

}  // namespace nail::cli

// SPDX-License-Identifier: Apache-2.0
#include "cli/man_page.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <sstream>
#include <string_view>

namespace etl::cli {

namespace {

// Text between macros: a dash is a dash, and no line begins with a dot.
std::string Troff(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if ((out.empty() || out.back() == '\n') && (c == '.' || c == '\'')) out += "\\&";
    if (c == '-') out += '\\';
    out += c == '\\' ? std::string("\\e") : std::string(1, c);
  }
  return out;
}

// "-p, --param NAME=VALUE"; empty for a positional.
std::string Signature(const CLI::Option& option) {
  std::string out;
  for (const std::string& name : option.get_snames())
    out += (out.empty() ? "" : ", ") + ("-" + name);
  for (const std::string& name : option.get_lnames())
    out += (out.empty() ? "" : ", ") + ("--" + name);
  if (out.empty()) return {};
  std::string text = "\\fB" + Troff(out) + "\\fR";
  if (option.get_items_expected_max() == 0) return text;
  std::string type = option.get_type_name();
  return text + " \\fI" + Troff(type.substr(0, type.find(':'))) + "\\fR";
}

void AppendOptions(const CLI::App& verb, std::string& out) {
  for (const CLI::Option* option : verb.get_options()) {
    const std::string signature = Signature(*option);
    if (signature.empty() || option->get_name() == "--help") continue;
    std::string help = option->get_description();
    if (!option->get_default_str().empty()) help += " (default " + option->get_default_str() + ")";
    out += fmt::format(".TP\n{}\n{}\n", signature, Troff(help));
  }
}

std::string Positionals(const CLI::App& verb) {
  std::string out;
  for (const CLI::Option* option : verb.get_options())
    if (option->get_positional())
      out += option->get_required() ? fmt::format(" \\fI{}\\fR", option->get_name())
                                    : fmt::format(" [\\fI{}\\fR]", option->get_name());
  return out;
}

// Examples are lines of their own; the rest of a footer is prose.
void AppendFooter(const std::string& footer, std::string& out) {
  if (footer.empty()) return;
  out += ".PP\n.nf\n" + Troff(footer) + (footer.ends_with('\n') ? "" : "\n") + ".fi\n";
}

void AppendVerb(const CLI::App& verb, const std::string& path, std::string& out) {
  if (verb.get_group().empty()) return;  // hidden
  const auto inner = verb.get_subcommands({});
  if (inner.empty())
    out += fmt::format(".SS \"{}\"\n\\fB{}\\fR{}\n.PP\n{}.\n", Troff(path), Troff(path),
                       Positionals(verb), Troff(verb.get_description()));
  AppendOptions(verb, out);
  for (const CLI::App* sub : inner) AppendVerb(*sub, path + " " + sub->get_name(), out);
  AppendFooter(verb.get_footer(), out);
}

constexpr std::string_view kClosing = R"(.SH EXIT STATUS
.TP
.B 0
Done.
.TP
.B 1
The data or an assertion says no.
.TP
.B 2
The pipeline or the command line is wrong.
.TP
.B 3
The environment is: host, credentials, TLS, timeout, disk, plugin.
.TP
.B 5
The commit is not complete; run \fBetl recover\fR.
.TP
.B 130, 143
Interrupted.
.SH ENVIRONMENT
.TP
.B ETL_PARAM_NAME
The value of the parameter \fIname\fR, unless \fB\-p\fR sets it.
.TP
.B ETL_PLUGIN_PATH
Directories of plugins, separated by colons.
.TP
.B NO_COLOR
No colours.
.TP
.B COLUMNS
The width of tables.
.TP
.B TMPDIR
Where rows go that memory cannot hold.
.SH FILES
.TP
.I .etl/
Lock and journal of each pipeline; see \fB\-\-state\fR.
)";

}  // namespace

std::string ManPage(const CLI::App& app) {
  std::string out =
      ".\\\" Written by ./dev docs from the help of the program.\n.TH ETL 1\n.SH NAME\netl \\- run "
      "pipelines of sources, transforms and sinks, all or nothing\n.SH SYNOPSIS\n.B etl\n.I "
      "COMMAND\n[\\fIOPTION\\fR...]\n.SH DESCRIPTION\n";
  out += Troff(app.get_description()) + "\n.SH COMMANDS\n";
  for (const CLI::App* verb : app.get_subcommands({}))
    AppendVerb(*verb, "etl " + verb->get_name(), out);
  return out + std::string(kClosing);
}

}  // namespace etl::cli

// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace CLI {
class App;
}

namespace etl::cli {

class Session;
struct Options;

// What a command line asks for; the result is the exit code. Throws Error and StepFailure for what
// ends the command.
using Verb = int (*)(Session&);

// Each adds its verb to the program: name, options, help, and what is done when it is chosen. In
// command_<verb>.cc, beside that. They share one `options`, and set `verb` while the command line
// is parsed.
void AddRun(CLI::App& app, Options& options, Verb& verb);
void AddValidate(CLI::App& app, Options& options, Verb& verb);
void AddExplain(CLI::App& app, Options& options, Verb& verb);
void AddPreview(CLI::App& app, Options& options, Verb& verb);
void AddDiscover(CLI::App& app, Options& options, Verb& verb);
void AddInit(CLI::App& app, Options& options, Verb& verb);
void AddPlugins(CLI::App& app, Options& options, Verb& verb);
void AddRecover(CLI::App& app, Options& options, Verb& verb);
void AddTest(CLI::App& app, Options& options, Verb& verb);
void AddState(CLI::App& app, Options& options, Verb& verb);
void AddVersion(CLI::App& app, Options& options, Verb& verb);
void AddConfigSchema(CLI::App& app, Options& options, Verb& verb);
void AddCompletion(CLI::App& app, Options& options, Verb& verb);
void AddReference(CLI::App& app, Options& options, Verb& verb);

// What several verbs take.
void AddPluginOptions(CLI::App& app, Options& options);
void AddOutputOptions(CLI::App& app, Options& options);
void AddStateOption(CLI::App& app, Options& options);
// What a pipeline is made of: its file, datasets, parameters and environment.
void AddInputOptions(CLI::App& app, Options& options, const char* file);
// Those of every verb that reads a pipeline. The file is required when the verb is called, not for
// its help.
void AddPipelineOptions(CLI::App& app, Options& options);

}  // namespace etl::cli

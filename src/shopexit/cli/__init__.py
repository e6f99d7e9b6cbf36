"""The command line: arguments and settings in; help, results and exit codes out.

No logic of its own. `commands`, `state_commands` and `rules_commands` declare the commands with
their options, `shared_options` those used by several; `fleet_run` runs the command `fleet`; `app`
is the application, and one run of it.
"""

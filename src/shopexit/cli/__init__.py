"""The command line: arguments and settings in; help, results and exit codes out.

`commands`, `state_commands` and `rules_commands` declare the commands, `shared_options` the options
that several commands have. `fleet_run` runs the command `fleet`. `app` is the application that
holds the commands and runs one of them.
"""

"""The command line: arguments and settings in; help, results and exit codes out.

Nothing is decided here. `commands` and `rules_commands` declare the commands with their options,
`shared_options` those that several of them take; `fleet_run` carries a fleet from its files to its
outputs; `app` is one run of the program.
"""

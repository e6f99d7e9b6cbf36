"""The commands: arguments and settings in; help, results and exit codes out.

Nothing is decided here.
"""

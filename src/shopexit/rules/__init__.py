"""The rule files: what a platform asks for, in which steps, and how long it takes.

In comes a platform's YAML (`loader`, `platform`, `entries`). Out go requirements, steps, durations
as the sources together have them (`durations`), checked against the vocabulary of facts
(`vocabulary`). A condition tells whether it holds of facts on a day (`conditions`, `truth`), and
why (`explanation`). What order exports look like is there too (`export_schema`), and which days are
worked (`calendar`).
"""

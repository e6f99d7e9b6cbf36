"""The rule files: what a platform requires, in which steps, and how long each takes.

Input is one YAML file for each platform (`loader`, `platform`, `entries`). Output is a `Platform`
with requirements, steps and durations (`durations`), validated against `vocabulary`, the list of
all facts that a seller can state about a shop. Conditions on facts are evaluated for a date
(`conditions`, `truth`), with reasons if wanted (`explanation`). Also here: the layouts of order
exports (`export_schema`) and working days (`calendar`).
"""

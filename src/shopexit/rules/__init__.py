"""The rule files: what a platform requires, in which steps, and how long each takes.

Input is the YAML file of a platform (`loader`, `platform`, `entries`). Output is a `Platform` with
requirements, steps and durations (`durations`), validated against the vocabulary of facts
(`vocabulary`). Conditions are evaluated for facts and a date (`conditions`, `truth`), with reasons
if wanted (`explanation`). Also here: the layouts of order exports (`export_schema`) and working
days (`calendar`).
"""

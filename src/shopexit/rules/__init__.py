"""The rule files: what a platform asks for, in which steps, and how long it takes.

In comes a platform's YAML. Out go requirements, steps, waits and sources, checked against the
vocabulary of facts. A condition tells whether it holds of facts on a day, and why.
"""

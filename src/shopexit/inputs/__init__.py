"""Read what a seller provides: the state file of a shop, and order exports of the back office.

`state_reader` makes a `State` of these files. It refuses a state file that contradicts itself, the
exports or the date of the check (`contradictions`).
"""

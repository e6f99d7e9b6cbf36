"""What a seller gives: the state file of a shop, and the order exports beside it.

In come files. Out goes a state (`state_reader`). What cannot be so at once, or lies after the day
that is judged, is refused (`contradictions`); what the file and its exports both say is held
against each other (`reconcile`).
"""

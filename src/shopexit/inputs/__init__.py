"""What a seller gives: the state file of a shop, and the order exports beside it.

In come files. Out goes a state (`state_reader`). What cannot be so at once, lies after the day that
is judged, or differs between the file and its exports is refused (`contradictions`).
"""

"""Many shops: found in files and folders, evaluated in parallel, compared with an earlier run.

In come paths. Out go the shops in the order in which they are shown (`sort_order`), and totals.
"""

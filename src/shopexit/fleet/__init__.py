"""Many shops: found in files and folders, evaluated in parallel, compared with an earlier run.

In come paths. Out go summaries in the order that was asked for, and totals.
"""

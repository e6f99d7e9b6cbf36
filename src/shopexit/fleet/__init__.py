"""Many shops: found in files and folders, evaluated in parallel, compared with an earlier run.

Input: paths. Output: the shops in display order (`sort_order`), and totals.
"""

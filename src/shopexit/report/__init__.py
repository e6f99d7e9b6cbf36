"""Results as frozen values, in both languages: all that a format may show.

In come an evaluation and a plan. Out go the report of one shop (`build`, `model`), its summary
(`summary`), the comparison of two runs (`comparison`), the totals of many shops (`totals`), and
what the rules say without a shop (`catalogue`, `fact_table`, `duration_estimate`, `handbook`).
"""

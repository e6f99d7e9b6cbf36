"""Results as frozen values with texts in both languages: everything a format can show.

Input: an evaluation and a plan. Output: the report on one shop (`build`, `model`), its summary
(`summary`), the comparison of two runs (`comparison`), the totals of many shops (`totals`), and
views of the rules without a shop (`catalogue`, `fact_table`, `duration_estimate`, `handbook`).
"""

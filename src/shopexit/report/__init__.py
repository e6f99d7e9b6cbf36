"""Results as frozen values, in both languages: all that a format may show.

In come findings and a plan. Out go the report of one shop, its summary, the comparison of two runs,
the totals of many shops, and what the rules say without a shop.
"""

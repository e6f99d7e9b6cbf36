"""The way from the judged day to the money in hand, with its dates.

In come results and the durations of the rules. Out go ranges of dates (`date_range`, `workdays`),
when a condition can hold (`forecast`), the days of a procedure (`schedule`), procedures in order
(`procedure_order`), actions in order (`actions`), milestones, and warnings about the days.
"""

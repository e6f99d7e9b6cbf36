"""Plan the way from today to the money, with dates.

Input: results of the evaluation, and durations of the rules. Output: ranges of dates
(`date_range`), when conditions can become true (`forecast`), dates of a procedure's steps
(`schedule`), procedures in order (`procedure_order`), actions in order (`actions`, `today`),
milestones, and warnings about dates (`schedule_warnings`).
"""

"""Plan what to do and wait for, with dates, from today until the money is paid out.

Input: the results of an evaluation, and the durations in the rules. Output: ranges of dates
(`date_range`), when conditions can become true (`forecast`), dates of a procedure's steps
(`schedule`), procedures in order (`procedure_order`), actions in order (`actions`, `today`),
milestones, and warnings about dates (`schedule_warnings`).
"""

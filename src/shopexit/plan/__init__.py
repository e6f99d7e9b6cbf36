"""The way from the judged day to the money in hand, with its dates.

In come results and the durations of the rules. Out go ranges of dates, procedures and actions in
order, milestones, and warnings about the days.
"""

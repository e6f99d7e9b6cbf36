"""The way from the judged day to the money in hand, with its dates.

In come findings and the waits of the rules. Out go ranges of dates, actions in order, milestones,
and warnings about the evidence and about the course.
"""

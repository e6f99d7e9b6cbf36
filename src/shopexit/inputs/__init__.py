"""What a seller provides: a state file with facts of a shop, and order files from the back office.

Input: these files. Output: a `State` (`state_reader`). State files that contradict themselves, the
order files, or the date of evaluation are refused (`contradictions`).
"""

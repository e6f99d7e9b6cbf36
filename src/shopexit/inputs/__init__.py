"""What a seller provides: the state file of a shop, and its order exports.

Input: files. Output: a `State` (`state_reader`). Data that contradict themselves, their exports, or
the date of evaluation are refused (`contradictions`).
"""

"""What a seller gives: the state file of a shop, and the order exports beside it.

In come files. Out go facts, orders, answers and waivers that do not contradict each other.
"""

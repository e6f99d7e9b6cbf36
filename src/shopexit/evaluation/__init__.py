"""Facts against rules: findings, open points, verdict, and the balance of money.

In come a platform's rules and a state. Out go a finding for each requirement, what becomes of
each bad-looking fact, and what the platform and the seller owe each other.
"""

"""Facts against rules: findings, open points, the verdict, the balance of money.

In come a platform's rules and a state. Out go a finding for each requirement and the verdict
(`evaluate`), the bad-looking facts that no rule reads (`open_points`), what makes the evidence weak
(`warnings`), and what the platform and the seller owe each other (`balance`).
"""

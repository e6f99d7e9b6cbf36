"""Evaluate facts against rules: findings, open points, the verdict, the balance of money.

Input: a platform's rules and a state. Output: a finding for each requirement and the verdict
(`evaluate`), unfavourable facts that no rule reads (`open_points`), warnings about the evidence
(`warnings`), and what the platform and the seller owe each other (`balance`).
"""

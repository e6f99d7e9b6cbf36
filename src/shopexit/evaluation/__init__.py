"""Evaluate a shop's facts against a platform's rules: findings, the verdict, the money.

Input: the rules of a platform and a state (the facts that a seller gives about one shop). Output: a
finding (outcome) for each requirement and the verdict (`evaluate`), open points, that is,
unfavourable facts that no rule reads (`open_points`), warnings about the evidence (`warnings`), and
what the platform and the seller owe each other (`balance`).
"""

"""The rules of each platform: requirements, steps and waiting times, read from YAML files.

`loader` reads a platform's file into a `Platform`. `vocabulary` lists the facts that a seller can
state about a shop. `conditions` tests facts, and `explanation` tells why a condition fails.
`export_schema` describes order exports; `calendar` knows the working days.
"""

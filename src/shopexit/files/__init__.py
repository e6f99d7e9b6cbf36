"""Read and validate files of any content; nothing here knows of shops or rules.

Input: files in any usual encoding (`encoding`), as YAML, JSON or TOML. Output: plain data with the
line of every key, or errors that say where, what was found and what was expected (`validation`).
"""

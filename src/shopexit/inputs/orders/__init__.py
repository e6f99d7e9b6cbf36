"""Read order exports of platforms: from the bytes of a file to counts of orders.

`count` runs all stages: type of file (`containers`), rows (`csv_reader`, `workbooks`, `sheets`),
relevant columns (`header_columns`), meaning of status words (`status_words`), content of each row
(`row_counter`), status of an order from all its rows (`order_status`), and the facts that follow
(`derived_facts`).
"""

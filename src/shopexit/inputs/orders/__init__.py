"""Read order exports, which are files from a platform's back office, and count their orders.

`count` runs all stages: type of file (`containers`), rows (`csv_reader`, `workbooks`, `sheets`),
columns to read (`header_columns`), meaning of status words (`status_words`), content of each row
(`row_counter`), status of an order from all its rows (`order_status`), and the facts for the
seller's state that follow (`derived_facts`).
"""

"""The order exports that platforms hand out: from the bytes of a file to counts of orders.

`count` is the way through: what kind of file it is (`containers`), its rows (`csv_reader`,
`workbooks`, `sheets`), which columns matter (`header_columns`), what their words mean
(`status_words`), what each row says (`row_counter`), how open an order is by all of its rows
(`order_status`), and which facts of a state follow (`derived_facts`).
"""

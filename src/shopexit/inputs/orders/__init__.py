"""Reading the files that platforms hand out: from bytes of any kind to counts of orders."""

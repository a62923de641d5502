"""One module for each job an operator does; every transaction is here."""

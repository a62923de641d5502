"""What is done for clients: customs files, quotes, invoices and payments."""

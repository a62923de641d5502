"""What several screens share; knows Textual and the domain, nothing of the database."""

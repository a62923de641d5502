"""The database: models, opening and migrating, search and pages of rows."""

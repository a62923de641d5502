"""Importing clients from spreadsheets: staged, corrected, confirmed whole, undone whole."""

"""What goes down the line: the filter of untrusted text, signs, the clipboard."""

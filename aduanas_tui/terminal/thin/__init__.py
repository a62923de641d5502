"""The thin renderer: of what Textual paints, only what changed goes down the line.

``grid`` holds what a screen should show, ``look`` how a cell looks, ``ink`` writes at a place in a
look with few bytes, ``sure`` knows which signs take how many cells everywhere, ``rows`` turns one
line into another, ``scroll`` lets the terminal move lines by itself, ``painter`` puts these
together to a frame. All of them are pure: cells in, text out. ``thin_app`` stands between them and
Textual, of which ``seen_compositor`` takes what is seen and has changed.
"""

"""Plates as print-ready sheets: for the wall or the kerb beside a lid, since nobody scans a lid in a carriageway.

selection (which, in the order of the walk) → layout (where on the sheets) → sheet (the PDF, with type embedded)
"""

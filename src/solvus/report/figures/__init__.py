"""One figure a file: what it shows as a tuple of plain arrays in, a plotly figure out.

Every number arrives in the unit that is displayed; the caller converts.
"""

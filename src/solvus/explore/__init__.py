"""The web page: a cell is changed by hand, its bill and its life follow.

`state`, `design`, `outcome` and `charts` are plain functions of their inputs; `jobs` runs the slow
ones in other processes; `layout` and the `*_callbacks` modules put them on the page.
"""

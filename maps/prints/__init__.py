"""Prints as PDF at a true scale: wall map, sheet of a grid, notice board of a building, walk list of a cell.

ground (what the register has there, in metres) → a print lays it out (paper, colouring, signs) → sheet (vectors, type
embedded), with the furniture of every map: title, north, scale, legend, date, plan, approval number
"""

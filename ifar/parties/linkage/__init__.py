"""Which rows of a file of persons are one person: record linkage after Fellegi and Sunter, with its weights learnt from the file.

Pure. `columns` knows what a heading means, `rows` folds what stands in a row, `blocks` finds which rows are worth comparing,
`levels` says how two values agree, `weights` learns what that tells (expectation-maximisation), `linking` puts it together.
No label of the truth is ever looked at. Pure.
"""

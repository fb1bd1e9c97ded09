"""Sources of incidents: rows in, `Incident` values or reasons out. Pure: no Django, no files, no network, no clock.

`read(feed, rows, today=…)` reads one delivery of a source and accounts for every row; `compare` says what changed between two deliveries;
`alike` proposes pairs of two sources that may be one event. A row is its number in the file and its cells by heading; who reads
files (`ifar/files/tables`), asks an API or takes GeoJSON apart makes such rows first.

| module | what it knows |
| --- | --- |
| `incident` | the value, the scales of place and time, what a use asks for |
| `reading` | one delivery: loaded, duplicate, too imprecise for this use, invalid and why; rows that make one incident together |
| `ucdp`, `acled`, `iafq`, `mapped`, `geojson` | the adapters |
| `faults` | swapped axes, projected places, swapped days and months, the future, pile-ups |
| `recognising` | which source a table is from, and which column of an unknown one may say what |
| `revisions` | new, changed and withdrawn incidents between two deliveries |
| `likeness` | pairs of two sources that may be one event, with the reasons |
| `words` | all of it in words (the one module that needs Django) |
"""

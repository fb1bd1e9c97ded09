"""The scan once more, looking at each window one by one with the formulas as they are printed: slow, and for tests."""

import math


def llr(c, e, total):
    value = 0.0
    if c > 0:
        value += c * math.log(c / e)
    if total - c > 0:
        value += (total - c) * math.log((total - c) / (total - e))
    return value


def circles(x, y, weight, share, ties):
    """(centre, members) of all circles; ties of distance together or by the lesser x, then the lesser y; members by distance."""
    n = len(x)
    for i in range(n):
        far = [0.0 if j == i else math.hypot(x[i] - x[j], y[i] - y[j]) for j in range(n)]
        results = [[j for j in range(n) if far[j] <= radius * (1 + 1e-9)] for radius in sorted(set(far))]
        if ties == "single":
            results = []
            for j in sorted(range(n), key=lambda j: (j != i, round(far[j], 9), x[j], y[j])):
                results.append([*(results[-1] if results else []), j])
            results = [some for some in results if not _continues(some, x, y)]
        for members in results:
            if sum(weight[j] for j in members) <= share * sum(weight) * (1 + 1e-12):
                yield i, members


def _continues(members, x, y):
    """Whether an area that is not a member stands where the last member stands."""
    last = members[-1]
    return any((x[j], y[j]) == (x[last], y[last]) for j in range(len(x)) if j not in members)


def windows(x, y, expected, share, longest, alive, ties):
    times = len(expected[0])
    weight = [sum(row) for row in expected]
    for centre, members in circles(x, y, weight, share, ties):
        for start in range(times):
            for end in range(start + 1, times + 1):
                if end - start <= longest and (not alive or end == times):
                    yield centre, members, start, end


def best(x, y, counts, expected, share, longest, *, alive=False, high=True, low=False, ties="single"):
    """Of each centre the largest likelihood ratio and its windows that have it."""
    total = sum(map(sum, counts))
    result = {}
    for centre, members, start, end in windows(x, y, expected, share, longest, alive, ties):
        c = sum(counts[j][t] for j in members for t in range(start, end))
        e = sum(expected[j][t] for j in members for t in range(start, end))
        if not 0 < e < total or not ((high and c > e and c >= 2) or (low and c < e)):
            continue
        ratio = llr(c, e, total)
        if ratio > 0:
            result.setdefault(centre, []).append((ratio, members, start, end, c, e))
    return result

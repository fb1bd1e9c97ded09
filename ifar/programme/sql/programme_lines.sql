CREATE OR REPLACE FUNCTION programme_lines(move text, project text, goes_to text, amount numeric, clears numeric, lapses numeric,
    support numeric) RETURNS TABLE(n bigint, account text, project_of text, sum_of numeric)
LANGUAGE sql IMMUTABLE SET search_path = public, pg_catalog, pg_temp AS $$
    SELECT row_number() OVER (ORDER BY l.at), l.account, l.project_of, l.sum_of FROM (VALUES
        ('pledge', 1, 'pledges', '', amount), ('pledge', 2, 'pledgors', '', -amount),
        ('pledge_lapse', 1, 'pledgors', '', amount), ('pledge_lapse', 2, 'pledges', '', -amount),
        ('agreement', 1, 'pledgors', '', lapses), ('agreement', 2, 'pledges', '', -lapses),
        ('agreement', 3, 'receivable', '', amount), ('agreement', 4, 'agreed', '', -amount),
        ('agreement_cut', 1, 'agreed', '', amount), ('agreement_cut', 2, 'receivable', '', -amount),
        ('receipt', 1, 'agreed', '', clears), ('receipt', 2, 'receivable', '', -clears), ('receipt', 3, 'cash', '', amount),
        ('receipt', 4, 'support', '', -support), ('receipt', 5, 'unallocated', '', support - amount),
        ('allocation', 1, 'unallocated', '', amount), ('allocation', 2, 'allocated', project, -amount),
        ('release', 1, 'allocated', project, amount), ('release', 2, 'unallocated', '', -amount),
        ('reallocation', 1, 'allocated', project, amount), ('reallocation', 2, 'allocated', goes_to, -amount),
        ('obligation', 1, 'allocated', project, amount), ('obligation', 2, 'obligated', project, -amount),
        ('cancellation', 1, 'obligated', project, amount), ('cancellation', 2, 'allocated', project, -amount),
        ('expenditure', 1, 'obligated', project, amount), ('expenditure', 2, 'spent', project, -amount),
        ('expenditure', 3, 'expense', project, amount), ('expenditure', 4, 'cash', '', -amount),
        ('recovery', 1, 'cash', '', amount), ('recovery', 2, 'expense', project, -amount), ('recovery', 3, 'spent', project, amount),
        ('recovery', 4, 'allocated', project, -amount),
        ('refund', 1, 'unallocated', '', amount - support), ('refund', 2, 'support', '', support), ('refund', 3, 'cash', '', -amount),
        ('support_payment', 1, 'support', '', amount), ('support_payment', 2, 'cash', '', -amount),
        ('revaluation', 1, 'cash', '', amount), ('revaluation', 2, 'exchange', '', -amount)
    ) AS l(move, at, account, project_of, sum_of) WHERE l.move = programme_lines.move AND l.sum_of <> 0
$$;

"""The rules of a bulk import: which column says what, what a row's texts mean, why a row waits, what it becomes. All pure."""

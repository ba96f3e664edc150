"""The report on feedback as people and programs read it: a page, a table for spreadsheets. Figures in, bytes out."""

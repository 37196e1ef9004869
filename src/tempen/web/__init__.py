"""Fieldwork on the web: the only room that knows Django.

`respond` serves those who answer, `office` those who run the fieldwork. Definitions stay files of
the study folder; the database holds only what must be transactional.
"""

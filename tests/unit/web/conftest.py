from tests.web import on_each_database, on_sqlite, own_postgresql, postgresql, web_data

__all__ = ["on_each_database", "on_sqlite", "own_postgresql", "postgresql", "web_data"]

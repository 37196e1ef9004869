from tests.web import on_each_database, on_sqlite, postgresql, web_data

__all__ = ["on_each_database", "on_sqlite", "postgresql", "web_data"]

from __future__ import annotations

from dataclasses import dataclass, replace


@dataclass(frozen=True)
class Query:
    """Immutable: each step is a new query, so that a prefix can be used again."""

    table: str
    columns: tuple[str, ...] = ("*",)
    conditions: tuple[str, ...] = ()
    params: tuple = ()
    order: str | None = None
    count: int | None = None

    def select(self, *columns: str) -> Query:
        return replace(self, columns=columns)

    def where(self, condition: str, *params) -> Query:
        return replace(self, conditions=(*self.conditions, condition), params=self.params + params)

    def order_by(self, column: str, direction: str = "ASC") -> Query:
        return replace(self, order=f"{column} {direction}")

    def limit(self, count: int) -> Query:
        return replace(self, count=count)

    def __str__(self) -> str:
        sql = f"SELECT {', '.join(self.columns)} FROM {self.table}"
        if self.conditions:
            several = len(self.conditions) > 1
            sql += " WHERE " + " AND ".join(f"({c})" if several and " OR " in c else c for c in self.conditions)
        if self.order:
            sql += f" ORDER BY {self.order}"
        if self.count is not None:
            sql += f" LIMIT {self.count}"
        return sql

    def __await__(self):
        # awaiting the query runs it
        return tools.db.query(sql=str(self), params=list(self.params)).__await__()


users = Query("users")
adults = users.select("id", "name").where("age >= ?", 18)

rows = await adults.where("city = ? OR city IS NULL", "Porto").order_by("name", "DESC").limit(2)
everybody = await users
return {"rows": rows, "all": len(everybody), "sql": str(adults), "zero": str(users.limit(0))}

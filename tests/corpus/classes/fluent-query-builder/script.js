class Query {
  #parts;
  constructor(table, parts = { columns: ["*"], where: [], params: [], order: null, limit: null }) {
    this.table = table;
    this.#parts = Object.freeze(parts);
  }
  // each step is a new query, so that a prefix can be used again
  #with(change) {
    return new Query(this.table, { ...this.#parts, ...change });
  }
  select(...columns) {
    return this.#with({ columns });
  }
  where(condition, ...params) {
    return this.#with({ where: [...this.#parts.where, condition], params: [...this.#parts.params, ...params] });
  }
  orderBy(column, direction = "ASC") {
    return this.#with({ order: `${column} ${direction}` });
  }
  limit(limit) {
    return this.#with({ limit });
  }
  toString() {
    const { columns, where, order, limit } = this.#parts;
    return [
      `SELECT ${columns.join(", ")} FROM ${this.table}`,
      where.length && `WHERE ${where.map((c) => (where.length > 1 && / OR /.test(c) ? `(${c})` : c)).join(" AND ")}`,
      order && `ORDER BY ${order}`,
      limit !== null && `LIMIT ${limit}`,
    ]
      .filter(Boolean)
      .join(" ");
  }
  // a thenable: awaiting the query runs it
  then(resolve, reject) {
    return tools.db.query({ sql: String(this), params: this.#parts.params }).then(resolve, reject);
  }
}

const users = new Query("users");
const adults = users.select("id", "name").where("age >= ?", 18);

const rows = await adults.where("city = ? OR city IS NULL", "Porto").orderBy("name", "DESC").limit(2);
const all = await users;
return { rows, all: all.length, sql: `${adults}`, zero: String(users.limit(0)) };

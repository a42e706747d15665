// `console`, and how it shows values.
(function (native, exports) {
  "use strict";
  const MAX_DEPTH = 4;
  const MAX_ITEMS = 100;
  const MAX_STRING = 10000;

  function inspect(value, depth = 0, seen = []) {
    switch (typeof value) {
      case "string":
        return depth === 0 ? value : JSON.stringify(value.length > MAX_STRING ? value.slice(0, MAX_STRING) + "…" : value);
      case "bigint":
        return `${value}n`;
      case "symbol":
        return value.toString();
      case "function":
        // Its own name and no other: a provider of tools has whatever one asks for.
        return `[Function ${Object.getOwnPropertyDescriptor(value, "name")?.value || ""}`.trimEnd() + "]";
      case "object":
        break;
      default:
        return Object.is(value, -0) ? "-0" : String(value);
    }
    if (value === null) return "null";
    if (seen.includes(value)) return "[Circular]";
    if (value instanceof Error) return inspectError(value, depth);
    if (value instanceof Date) return Number.isNaN(value.getTime()) ? "Invalid Date" : value.toISOString();
    if (value instanceof RegExp) return String(value);
    if (value instanceof Promise) return `Promise { <${["pending", "fulfilled", "rejected"][native.promiseState(value)]}> }`;
    if (depth >= MAX_DEPTH) return Array.isArray(value) ? "[Array]" : "[Object]";
    const next = [...seen, value];
    const show = (v) => inspect(v, depth + 1, next);
    if (Array.isArray(value) || ArrayBuffer.isView(value)) {
      const length = value.length ?? value.byteLength;
      const items = Array.from({ length: Math.min(length, MAX_ITEMS) }, (_, i) => show(value[i]));
      if (length > MAX_ITEMS) items.push(`… ${length - MAX_ITEMS} more`);
      const name = Array.isArray(value) ? "" : `${value.constructor.name}(${length}) `;
      return `${name}[${items.length ? " " + items.join(", ") + " " : ""}]`;
    }
    if (value instanceof Map) return `Map(${value.size}) {${body([...value].slice(0, MAX_ITEMS).map(([k, v]) => `${show(k)} => ${show(v)}`))}}`;
    if (value instanceof Set) return `Set(${value.size}) {${body([...value].slice(0, MAX_ITEMS).map(show))}}`;
    const keys = Object.keys(value);
    const entries = keys.slice(0, MAX_ITEMS).map((key) => {
      const shown = /^[A-Za-z_$][\w$]*$/.test(key) ? key : JSON.stringify(key);
      let item;
      try {
        item = show(value[key]);
      } catch (error) {
        item = `[threw ${error}]`;
      }
      return `${shown}: ${item}`;
    });
    if (keys.length > MAX_ITEMS) entries.push(`… ${keys.length - MAX_ITEMS} more`);
    const name = Object.getPrototypeOf(value)?.constructor?.name;
    return `${name && name !== "Object" ? name + " " : ""}{${body(entries)}}`;
  }

  const body = (items) => (items.length ? ` ${items.join(", ")} ` : "");

  function inspectError(error, depth) {
    const text = `${error.name}: ${error.message}`;
    const cause = error.cause === undefined || depth >= MAX_DEPTH ? "" : ` [cause: ${inspect(error.cause, depth + 1)}]`;
    return depth === 0 ? text + cause : `[${text}${cause}]`;
  }

  // The formats of the Console Standard: %s %d %i %f %j %o %O %c %%.
  function format(values) {
    let rest = values;
    let text = "";
    if (typeof values[0] === "string" && values[0].includes("%") && values.length > 1) {
      let used = 1;
      text = values[0].replace(/%[sdifjoOc%]/g, (spec) => {
        if (spec === "%%") return "%";
        if (used >= values.length) return spec;
        const value = values[used++];
        switch (spec) {
          case "%s": return typeof value === "object" ? inspect(value, 1) : String(value);
          case "%d": case "%f": return String(Number(value));
          case "%i": return String(Math.trunc(Number(value)));
          case "%j": return JSON.stringify(value) ?? "undefined";
          case "%c": return "";
          default: return inspect(value, 1);
        }
      });
      rest = values.slice(used);
      if (rest.length) text += " ";
    }
    return text + rest.map((value) => inspect(value)).join(" ");
  }

  let indent = "";
  const write = (level, values) => {
    const text = format(values);
    native.log(level, indent ? indent + text.replaceAll("\n", "\n" + indent) : text);
  };
  const counts = new Map();
  const times = new Map();
  const elapsed = (label) => `${label}: ${(native.now() - times.get(label)).toFixed(3)}ms`;

  function table(data) {
    if (typeof data !== "object" || data === null) return write("info", [data]);
    const rows = Object.entries(data);
    const columns = [...new Set(rows.flatMap(([, row]) => (typeof row === "object" && row !== null ? Object.keys(row) : [])))];
    const plain = rows.some(([, row]) => typeof row !== "object" || row === null);
    const head = ["(index)", ...columns, ...(plain ? ["Values"] : [])];
    const lines = rows.slice(0, MAX_ITEMS).map(([index, row]) => {
      const isRow = typeof row === "object" && row !== null;
      const cells = columns.map((column) => (isRow && column in row ? inspect(row[column], 1) : ""));
      return [index, ...cells, ...(plain ? [isRow ? "" : inspect(row, 1)] : [])];
    });
    const widths = head.map((_, i) => Math.max(...[head, ...lines].map((line) => line[i].length)));
    const draw = (line) => line.map((cell, i) => cell.padEnd(widths[i])).join(" | ").trimEnd();
    write("info", [[draw(head), widths.map((w) => "-".repeat(w)).join("-|-"), ...lines.map(draw)].join("\n")]);
  }

  const console = {
    log: (...values) => write("info", values),
    info: (...values) => write("info", values),
    debug: (...values) => write("debug", values),
    trace: (...values) => write("trace", values),
    warn: (...values) => write("warn", values),
    error: (...values) => write("error", values),
    dir: (value) => write("info", [inspect(value, 1)]),
    table,
    assert: (condition, ...values) => {
      if (!condition) write("error", values.length ? ["Assertion failed:", ...values] : ["Assertion failed"]);
    },
    count: (label = "default") => {
      counts.set(label, (counts.get(label) ?? 0) + 1);
      write("info", [`${label}: ${counts.get(label)}`]);
    },
    countReset: (label = "default") => void counts.delete(label),
    time: (label = "default") => void times.set(label, native.now()),
    timeLog: (label = "default", ...values) => times.has(label) && write("info", [elapsed(label), ...values]),
    timeEnd: (label = "default") => {
      if (!times.has(label)) return;
      write("info", [elapsed(label)]);
      times.delete(label);
    },
    group: (...values) => {
      if (values.length) write("info", values);
      if (indent.length < 40) indent += "  ";
    },
    groupEnd: () => void (indent = indent.slice(2)),
    clear: () => {},
  };
  console.groupCollapsed = console.group;

  Object.defineProperty(globalThis, "console", { value: console, writable: true, configurable: true });
  exports.inspect = inspect;
})

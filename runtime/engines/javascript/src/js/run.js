// From the call of the script's function to the text of its result, or to what is known of its failure.
(function (native, exports) {
  "use strict";
  const { stringify, parse } = JSON;
  const { inspect } = exports;
  const NativePromise = Promise;

  class ResultError extends Error {}

  exports.start = (main, inputText) => {
    Object.defineProperty(globalThis, "input", { value: parse(inputText), writable: true, configurable: true, enumerable: true });
    execute(main).then(native.done, fail);
  };

  async function execute(main) {
    let value = await main();
    if (typeof value === "function") value = await value(globalThis.input);
    return toText(value);
  }

  function fail(error) {
    const isObject = typeof error === "object" && error !== null;
    const text = (key) => {
      const value = isObject ? error[key] : undefined;
      return typeof value === "string" ? value : undefined;
    };
    const isResult = guarded(() => error instanceof ResultError, false);
    native.fail({
      kind: isResult ? "result" : "thrown",
      name: isResult ? "ResultError" : guarded(() => text("name"), undefined) ?? "Error",
      message: guarded(() => messageOf(error), "the script threw what throws when it is looked at"),
      stack: guarded(() => text("stack"), undefined) ?? "",
      sites: exports.sitesOf(error),
      sited: isObject && exports.hasSite(error),
      data: guarded(() => (error instanceof ToolError ? stringify(error) : undefined), undefined),
    });
  }

  // Whatever a script throws is reported: its getters and proxies may throw again.
  function guarded(read, otherwise) {
    try {
      return read();
    } catch {
      return otherwise;
    }
  }

  function messageOf(error) {
    if (!(error instanceof Error)) return `the script threw ${inspect(error, 1)}`;
    let text = String(error.message);
    if (error instanceof ToolError) text = `${error.tool}: ${error.kind}: ${text}`;
    if (Array.isArray(error.errors)) text += (text ? ": " : "") + error.errors.slice(0, 10).map((e) => inspect(e, 1)).join("; ");
    if (error.cause !== undefined) text += ` (cause: ${inspect(error.cause, 1)})`;
    return text;
  }

  // Most results have none of the forms that JSON.stringify drops or empties without a word; those that may are walked.
  const { isSuspect } = exports;

  // What a path begins with in messages.
  let root = "result";

  exports.argumentsText = (value) => {
    root = "arguments";
    try {
      return toText(value);
    } finally {
      root = "result";
    }
  };

  function toText(value) {
    if (value === undefined) return "null";
    if (typeof value === "function" || typeof value === "symbol") {
      throw new ResultError(`the ${root} is a ${typeof value}: ${root === "result" ? "return" : "pass"} data`);
    }
    let text;
    try {
      text = stringify(value);
    } catch (error) {
      explain(value, error);
    }
    if (text === undefined) return "null";
    return isSuspect(text) || (typeof value === "object" && text === "[]") ? stringify(plain(value, [])) ?? "null" : text;
  }

  // Nesting that is looked into; an engine's stack ends somewhere beyond.
  const MAX_DEPTH = 500;
  const TOO_DEEP = `the result nests more than ${MAX_DEPTH} levels deep: return it flatter`;

  // Why JSON.stringify refused: a cycle, a BigInt, nesting, or what a toJSON of the script's threw.
  function explain(value, error) {
    const found = search(value, [], []);
    throw found === undefined ? error : new ResultError(found);
  }

  function search(value, path, parents) {
    if (typeof value === "bigint") {
      return `${name(path)} is a BigInt (${String(value).slice(0, 40)}n), which JSON does not have: return String(value) or Number(value)`;
    }
    if (typeof value !== "object" || value === null || typeof value.toJSON === "function") return undefined;
    const cycle = parents.indexOf(value);
    if (cycle >= 0) return `${name(path)} refers back to ${name(path.slice(0, cycle))}, and JSON has no cycles: return a copy without it`;
    if (path.length >= MAX_DEPTH) return TOO_DEEP;
    parents.push(value);
    for (const key of Object.keys(value)) {
      path.push(key);
      const found = search(value[key], path, parents);
      if (found !== undefined) return found;
      path.pop();
    }
    parents.pop();
    return undefined;
  }

  const name = (path) => (path.length ? root : `the ${root}`) + path.map((key) => (/^\d+$/.test(key) ? `[${key}]` : /^[A-Za-z_$][\w$]*$/.test(key) ? `.${key}` : `[${stringify(key)}]`)).join("");

  // A copy in JSON's own forms: maps, sets, errors and typed arrays keep what they hold; what has no form is named in the log.
  let warnings = 0;
  function plain(value, path) {
    switch (typeof value) {
      case "number":
        if (!Number.isFinite(value)) warn(`${name(path)} is ${value}, which JSON does not have: it became null`);
        return value;
      case "string":
        if (value.isWellFormed()) return value;
        warn(`${name(path)} holds a lone surrogate, which is not Unicode: it became U+FFFD`);
        return value.toWellFormed();
      case "object":
        break;
      default:
        return value;
    }
    if (value === null) return value;
    if (path.length >= MAX_DEPTH) throw new ResultError(TOO_DEEP);
    if (value instanceof NativePromise) {
      throw new ResultError(`${name(path)} is a promise, which JSON does not have: await it, or several with await Promise.all(…)`);
    }
    if (typeof value.toJSON === "function") return plain(value.toJSON(path.at(-1) ?? ""), path);
    const each = (items) => Array.from(items, (item, index) => inside(item, path, String(index)));
    if (Array.isArray(value) || value instanceof Set) return each(value);
    if (ArrayBuffer.isView(value) && !(value instanceof DataView)) return each(value);
    if (value instanceof Map) {
      const keys = [...value.keys()];
      if (!keys.every((key) => typeof key === "string" || typeof key === "number")) return each(value);
      return object([...value], path);
    }
    if (value instanceof Error) {
      return object([["name", value.name], ["message", value.message], ...Object.entries(value)], path);
    }
    if (value instanceof Number || value instanceof String || value instanceof Boolean) return plain(value.valueOf(), path);
    return object(Object.entries(value), path);
  }
  const object = (entries, path) => {
    const copy = {};
    for (const [key, item] of entries) {
      const text = String(key).toWellFormed();
      Object.defineProperty(copy, text, { value: inside(item, path, text), enumerable: true, configurable: true, writable: true });
    }
    return copy;
  };
  // One path for all: a copy at each step would cost its depth.
  const inside = (item, path, key) => {
    path.push(key);
    const copy = plain(item, path);
    path.pop();
    return copy;
  };
  function warn(message) {
    if (++warnings <= 10) native.log("warn", message);
  }

  // Rejections that nobody handled, for the log: a call that failed without anyone looking is worth a line.
  const rejected = new Map();
  exports.rejected = (promise, reason, handled) => {
    if (handled) rejected.delete(promise);
    else if (rejected.size < 100) rejected.set(promise, reason);
  };
  exports.unhandled = () => {
    let shown = 0;
    for (const reason of rejected.values()) {
      if (++shown > 10) return native.log("warn", `${rejected.size - 10} more rejections that nobody handled`);
      native.log("warn", `a rejection that nobody handled: ${inspect(reason)}`);
    }
  };
})

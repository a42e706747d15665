// The Web's globals that scripts use: timers, events, aborting, text, cloning, crypto.
(function (native, exports) {
  "use strict";
  const define = (name, value) => Object.defineProperty(globalThis, name, { value, writable: true, configurable: true });

  Math.random = () => native.random();

  // What a callback of a timer throws must not vanish: it is logged like an unhandled rejection.
  const guarded = (callback, args) => () => {
    try {
      callback(...args);
    } catch (error) {
      native.log("error", `uncaught in a timer: ${exports.inspect(error)}`);
    }
  };
  const callable = (callback, name) => {
    if (typeof callback !== "function") throw new TypeError(`${name} takes a function`);
    return callback;
  };
  const intervals = new Map();
  define("setTimeout", (callback, delay = 0, ...args) => native.setTimer(guarded(callable(callback, "setTimeout"), args), Number(delay)));
  define("setImmediate", (callback, ...args) => native.setTimer(guarded(callable(callback, "setImmediate"), args), 0));
  define("setInterval", (callback, delay = 0, ...args) => {
    const run = guarded(callable(callback, "setInterval"), args);
    // At least a millisecond, so that an interval can't keep the loop from anything else.
    const every = Math.max(1, Number(delay) || 0);
    const again = () => {
      intervals.set(id, native.setTimer(again, every));
      run();
    };
    const id = native.setTimer(again, every);
    intervals.set(id, id);
    return id;
  });
  const clear = (id) => {
    if (typeof id !== "number") return;
    native.clearTimer(intervals.get(id) ?? id);
    intervals.delete(id);
  };
  for (const name of ["clearTimeout", "clearInterval", "clearImmediate"]) define(name, clear);
  define("sleep", (delay) => new Promise((resolve) => native.setTimer(resolve, Number(delay))));
  if (typeof queueMicrotask === "undefined") {
    define("queueMicrotask", (callback) => void Promise.resolve().then(guarded(callable(callback, "queueMicrotask"), [])));
  }

  const origin = { value: null };
  define("performance", {
    now: () => native.now() - (origin.value ??= native.now()),
    get timeOrigin() {
      return Date.now() - this.now();
    },
    mark() {},
    measure() {},
  });

  class Event {
    #type;
    constructor(type, { cancelable = false } = {}) {
      this.#type = String(type);
      this.cancelable = cancelable;
      this.defaultPrevented = false;
      this.target = null;
    }
    get type() {
      return this.#type;
    }
    preventDefault() {
      if (this.cancelable) this.defaultPrevented = true;
    }
    stopImmediatePropagation() {
      this.stopped = true;
    }
    stopPropagation() {}
  }

  class EventTarget {
    // By type, and there by listener: one signal may have those of a hundred thousand calls.
    #listeners = new Map();
    addEventListener(type, listener, options) {
      if (listener === null || listener === undefined) return;
      const list = this.#listeners.get(type) ?? new Map();
      if (list.has(listener)) return;
      list.set(listener, { once: typeof options === "object" && options !== null && options.once === true });
      this.#listeners.set(type, list);
    }
    removeEventListener(type, listener) {
      this.#listeners.get(type)?.delete(listener);
    }
    dispatchEvent(event) {
      event.target = this;
      const list = this.#listeners.get(event.type) ?? new Map();
      for (const [listener, entry] of [...list]) {
        if (event.stopped) break;
        // One that an earlier one has removed is none any more.
        if (list.get(listener) !== entry) continue;
        if (entry.once) list.delete(listener);
        guarded(typeof listener === "function" ? listener.bind(this) : listener.handleEvent.bind(listener), [event])();
      }
      return !event.defaultPrevented;
    }
  }

  const SECRET = Symbol();
  class AbortSignal extends EventTarget {
    #aborted = false;
    #reason = undefined;
    onabort = null;
    constructor(secret) {
      if (secret !== SECRET) throw new TypeError("an AbortSignal comes from an AbortController, AbortSignal.timeout, .any or .abort");
      super();
    }
    get aborted() {
      return this.#aborted;
    }
    get reason() {
      return this.#reason;
    }
    throwIfAborted() {
      if (this.#aborted) throw this.#reason;
    }
    static [SECRET](signal, reason) {
      if (signal.#aborted) return;
      signal.#aborted = true;
      signal.#reason = reason === undefined ? new DOMException("the operation was aborted", "AbortError") : reason;
      const event = new Event("abort");
      if (typeof signal.onabort === "function") guarded(signal.onabort.bind(signal), [event])();
      signal.dispatchEvent(event);
    }
    static abort(reason) {
      const signal = new AbortSignal(SECRET);
      AbortSignal[SECRET](signal, reason);
      return signal;
    }
    static timeout(delay) {
      const signal = new AbortSignal(SECRET);
      const expire = () => AbortSignal[SECRET](signal, new DOMException(`the operation timed out after ${delay} ms`, "TimeoutError"));
      native.setTimer(expire, Number(delay));
      return signal;
    }
    static any(signals) {
      const combined = new AbortSignal(SECRET);
      const list = [...signals];
      const aborted = list.find((signal) => signal.aborted);
      if (aborted) {
        AbortSignal[SECRET](combined, aborted.reason);
        return combined;
      }
      for (const signal of list) {
        signal.addEventListener("abort", () => AbortSignal[SECRET](combined, signal.reason), { once: true });
      }
      return combined;
    }
  }
  class AbortController {
    #signal = new AbortSignal(SECRET);
    get signal() {
      return this.#signal;
    }
    abort(reason) {
      AbortSignal[SECRET](this.#signal, reason);
    }
  }
  Object.entries({ Event, EventTarget, AbortSignal, AbortController }).forEach(([name, value]) => define(name, value));

  class TextEncoder {
    get encoding() {
      return "utf-8";
    }
    encode(text = "") {
      return native.encodeUtf8(String(text).toWellFormed());
    }
    encodeInto(text, target) {
      let read = 0;
      let written = 0;
      for (const character of String(text).toWellFormed()) {
        const bytes = native.encodeUtf8(character);
        if (written + bytes.length > target.length) break;
        target.set(bytes, written);
        written += bytes.length;
        read += character.length;
      }
      return { read, written };
    }
  }
  const bytesOf = (value) => {
    if (value === undefined) return new Uint8Array();
    if (value instanceof ArrayBuffer) return new Uint8Array(value);
    if (ArrayBuffer.isView(value)) return new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
    throw new TypeError("expected an ArrayBuffer or a view of one");
  };
  class TextDecoder {
    #fatal;
    #ignoreBOM;
    #rest = new Uint8Array();
    #started = false;
    constructor(label = "utf-8", { fatal = false, ignoreBOM = false } = {}) {
      if (!/^\s*(utf-?8|unicode-1-1-utf-8)\s*$/i.test(label)) throw new RangeError(`the encoding ${label} is not available: only utf-8 is`);
      this.#fatal = fatal;
      this.#ignoreBOM = ignoreBOM;
    }
    get encoding() {
      return "utf-8";
    }
    get fatal() {
      return this.#fatal;
    }
    get ignoreBOM() {
      return this.#ignoreBOM;
    }
    decode(input, { stream = false } = {}) {
      let bytes = bytesOf(input);
      if (this.#rest.length) {
        const joined = new Uint8Array(this.#rest.length + bytes.length);
        joined.set(this.#rest);
        joined.set(bytes, this.#rest.length);
        bytes = joined;
      }
      const whole = stream ? completeLength(bytes) : bytes.length;
      this.#rest = stream ? bytes.slice(whole) : new Uint8Array();
      let text = native.decodeUtf8(bytes.slice(0, whole), this.#fatal);
      if (text === null) throw new TypeError("the bytes are not valid UTF-8");
      if (!this.#started && !this.#ignoreBOM && text.startsWith("\ufeff")) text = text.slice(1);
      this.#started = stream && (this.#started || whole > 0);
      return text;
    }
  }
  // How many bytes come before a character that is cut at the end.
  function completeLength(bytes) {
    for (let back = 1; back <= Math.min(3, bytes.length); back++) {
      const byte = bytes[bytes.length - back];
      if ((byte & 0xc0) === 0x80) continue;
      const needs = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc0 ? 2 : 1;
      return needs > back ? bytes.length - back : bytes.length;
    }
    return bytes.length;
  }
  define("TextEncoder", TextEncoder);
  define("TextDecoder", TextDecoder);

  const cloneError = (what) => {
    throw new DOMException(`${what} can't be cloned`, "DataCloneError");
  };
  function clone(value, seen) {
    if (typeof value === "function") cloneError("a function");
    if (typeof value === "symbol") cloneError("a symbol");
    if (typeof value !== "object" || value === null) return value;
    if (seen.has(value)) return seen.get(value);
    const keep = (copy) => (seen.set(value, copy), copy);
    if (Array.isArray(value)) {
      const copy = keep(new Array(value.length));
      for (const key of Object.keys(value)) copy[key] = clone(value[key], seen);
      return copy;
    }
    if (value instanceof Date) return keep(new Date(value.getTime()));
    if (value instanceof RegExp) return keep(new RegExp(value.source, value.flags));
    if (value instanceof Boolean || value instanceof Number || value instanceof String) return keep(Object(value.valueOf()));
    if (value instanceof ArrayBuffer) return keep(value.slice(0));
    if (ArrayBuffer.isView(value)) {
      const buffer = clone(value.buffer, seen);
      return keep(new value.constructor(buffer, value.byteOffset, value.length ?? value.byteLength));
    }
    if (value instanceof Map) {
      const copy = keep(new Map());
      for (const [key, item] of [...value]) copy.set(clone(key, seen), clone(item, seen));
      return copy;
    }
    if (value instanceof Set) {
      const copy = keep(new Set());
      for (const item of [...value]) copy.add(clone(item, seen));
      return copy;
    }
    if (value instanceof Error) {
      const known = { EvalError, RangeError, ReferenceError, SyntaxError, TypeError, URIError };
      const copy = keep(new (known[value.name] ?? Error)(value.message));
      Object.defineProperty(copy, "stack", { value: value.stack, writable: true, configurable: true });
      if ("cause" in value) Object.defineProperty(copy, "cause", { value: clone(value.cause, seen), writable: true, configurable: true });
      return copy;
    }
    if (value instanceof Promise || value instanceof WeakMap || value instanceof WeakSet) cloneError(`a ${value.constructor.name}`);
    const copy = keep({});
    for (const key of Object.keys(value)) copy[key] = clone(value[key], seen);
    return copy;
  }
  define("structuredClone", (value) => clone(value, new Map()));

  const hex = (byte) => byte.toString(16).padStart(2, "0");
  define("crypto", {
    getRandomValues(view) {
      if (!ArrayBuffer.isView(view) || view instanceof Float32Array || view instanceof Float64Array) throw new TypeError("expected an integer typed array");
      const bytes = native.randomBytes(view.byteLength);
      const target = bytesOf(view);
      for (let i = 0; i < bytes.length; i++) target[i] = bytes[i];
      return view;
    },
    randomUUID() {
      const bytes = native.randomBytes(16);
      bytes[6] = (bytes[6] & 0x0f) | 0x40;
      bytes[8] = (bytes[8] & 0x3f) | 0x80;
      const text = bytes.map(hex).join("");
      return `${text.slice(0, 8)}-${text.slice(8, 12)}-${text.slice(12, 16)}-${text.slice(16, 20)}-${text.slice(20)}`;
    },
  });
})

// `tools`, `ToolError`, and the marks that the host's rewriting leaves in a script.
(function (native, exports) {
  "use strict";
  const define = (name, value) => Object.defineProperty(globalThis, name, { value, writable: true, configurable: true });
  const { stringify, parse } = JSON;
  const { Proxy } = globalThis;

  class ToolError extends Error {
    constructor(tool, kind, message, data = null, retryable = false) {
      super(message);
      Object.defineProperty(this, "name", { value: "ToolError", writable: true, configurable: true });
      this.tool = tool;
      this.kind = kind;
      this.data = data;
      this.retryable = retryable;
    }
    toJSON() {
      const { name, tool, kind, message, data, retryable } = this;
      return { name, tool, kind, message, data, retryable };
    }
  }
  define("ToolError", ToolError);

  // Where errors that have no stack of their own come from.
  const sites = new WeakMap();
  const sited = (site, error) => {
    if (site >= 0) sites.set(error, site);
    return error;
  };
  exports.sited = sited;
  exports.hasSite = (error) => sites.has(error);
  exports.toolError = (tool, kind, message, data, retryable, site) => sited(site, new ToolError(tool, kind, message, data, retryable));

  exports.isSuspect = native.isSuspect;

  const nativeCall = native.call;

  // For what JSON.stringify can't write, and for what it would write wrongly, which `nativeCall` sees in the text: then it returns nothing.
  function wayAround(tool, number, args, id, limit, site) {
    let text;
    try {
      text = args === undefined ? "{}" : exports.argumentsText(args);
    } catch (error) {
      return Promise.reject(sited(site, new ToolError(tool, "invalid-arguments", `the arguments can't be written as JSON: ${error.message}`)));
    }
    return native.send(number, text, id, limit, site);
  }

  let lastId = 0;
  let callSite = -1;

  function callWith(tool, number, args, text, id, site, options) {
    const { signal, timeout } = options;
    // What is no object is an index that `map` passed along.
    const unknown = typeof options === "object" ? Object.keys(options).find((key) => key !== "signal" && key !== "timeout") : undefined;
    if (unknown !== undefined) {
      throw new TypeError(`${unknown} is not an option of a call: the second argument of a tool takes { signal, timeout }`);
    }
    if (timeout !== undefined && !(typeof timeout === "number" && timeout >= 0)) {
      throw new TypeError("the option `timeout` is a number of milliseconds");
    }
    const limit = timeout === undefined ? -1 : Math.min(Math.ceil(timeout), 2 ** 50);
    const send = () => (text === undefined ? undefined : nativeCall(number, text, id, limit, site)) ?? wayAround(tool, number, args, id, limit, site);
    if (signal === undefined || signal === null) return send();
    if (!(signal instanceof AbortSignal)) throw new TypeError("the option `signal` is an AbortSignal");
    const aborted = () => {
      const timedOut = signal.reason?.name === "TimeoutError";
      const error = new ToolError(tool, timedOut ? "timed-out" : "cancelled", `the call was aborted: ${signal.reason?.message ?? signal.reason}`, null, timedOut);
      Object.defineProperty(error, "cause", { value: signal.reason, writable: true, configurable: true });
      return sited(site, error);
    };
    if (signal.aborted) return Promise.reject(aborted());
    return new Promise((resolve, reject) => {
      const onAbort = () => {
        reject(aborted());
        native.cancel(id);
      };
      signal.addEventListener("abort", onAbort, { once: true });
      const settle = (done) => (value) => {
        signal.removeEventListener("abort", onAbort);
        done(value);
      };
      send().then(settle(resolve), settle(reject));
    });
  }

  // Every name is a tool until the host says otherwise. The proxies sit in the prototypes, so that a name that was used
  // once is a plain property.
  const NOT_TOOLS = new Set(["then", "toJSON", "constructor", "prototype", "__proto__"]);
  const lookup = (make) =>
    new Proxy(Object.create(null), {
      get(_, name, receiver) {
        if (typeof name === "symbol" || NOT_TOOLS.has(name)) return undefined;
        const value = make(name);
        if (receiver !== undefined) Object.defineProperty(receiver, name, { value, enumerable: true, configurable: true, writable: true });
        return value;
      },
      has: () => false,
    });
  const makeTool = (tool) => {
    const number = native.tool(tool);
    // One function, since each further one costs every call.
    return (args, options) => {
      const site = callSite;
      callSite = -1;
      const id = ++lastId;
      let text;
      try {
        text = stringify(args);
      } catch {
        // The way around says why.
      }
      if (options !== undefined && options !== null) return callWith(tool, number, args, text, id, site, options);
      return (text === undefined ? undefined : nativeCall(number, text, id, -1, site)) ?? wayAround(tool, number, args, id, -1, site);
    };
  };
  const makeProvider = (provider) => {
    // Callable for a tool's full name, tools["shop.orders"]({…}), and so that tools.orders({…}) is told what was meant.
    const object = makeTool(provider);
    delete object.name;
    delete object.length;
    return Object.setPrototypeOf(object, lookup((name) => makeTool(`${provider}.${name}`)));
  };
  define("tools", Object.create(lookup(makeProvider)));

  define("searchTools", (query, limit = 10) => parse(native.search(String(query), Math.max(0, Math.min(100, limit | 0)))));
  define("describeTool", (name) => parse(native.describe(String(name))));

  // Marks. `awaits` holds [site, promise] pairs so that a script that is stuck can be told where; it is pruned whenever it
  // has doubled, so its cost is constant for each await and what has settled is let go.
  let awaits = [];
  let pruneAt = 64;
  const { promiseState, rejection } = native;

  function prune() {
    const kept = [];
    for (let i = 0; i < awaits.length; i += 2) {
      const state = promiseState(awaits[i + 1]);
      if (state === 0 || (state === 2 && kept.length < 64)) kept.push(awaits[i], awaits[i + 1]);
    }
    awaits = kept;
    pruneAt = Math.max(64, 2 * kept.length);
  }

  const NativePromise = Promise;
  const resolve = Promise.resolve.bind(Promise);
  function wait(site, value) {
    if (!(value instanceof NativePromise)) {
      if ((typeof value !== "object" || value === null) && typeof value !== "function") return value;
      value = resolve(value);
    }
    awaits[awaits.length] = site;
    awaits[awaits.length] = value;
    if (awaits.length >= pruneAt) prune();
    return value;
  }
  define("__tg_w", wait);

  define("__tg_i", (site, iterable) => {
    const asyncMethod = iterable[Symbol.asyncIterator];
    if (asyncMethod === undefined || asyncMethod === null) {
      return (function* () {
        for (const value of iterable) yield wait(site, value);
      })();
    }
    const iterator = asyncMethod.call(iterable);
    const wrapped = { next: (value) => wait(site, iterator.next(value)), [Symbol.asyncIterator]: () => wrapped };
    if (iterator.return) wrapped.return = (value) => wait(site, iterator.return(value));
    if (iterator.throw) wrapped.throw = (value) => wait(site, iterator.throw(value));
    return wrapped;
  });

  // Where the last thing that is not an Error was thrown.
  let lastThrow = null;
  define("__tg_t", (site, value) => {
    if (!(value instanceof Error)) lastThrow = { site, value };
    return value;
  });

  // The tool takes the mark the moment it is called; what is not a tool leaves it to nobody, since the next call sets its own.
  // What a pattern is about to take apart.
  const destructured = (isTakable, why) => (site, value) => {
    if (!isTakable(value)) throw sited(site, new TypeError(`${exports.inspect(value, 1).slice(0, 100)} can't be destructured: ${why}`));
    return value;
  };
  define("__tg_d", destructured((value) => value !== null && value !== undefined, "there is nothing in it"));
  define("__tg_a", destructured((value) => typeof value?.[Symbol.iterator] === "function", "it is not iterable"));

  define("__tg_c", (site, tool, args, options) => {
    callSite = site;
    return tool(args, options);
  });
  // Where there are more arguments, or nobody knows how many.
  define("__tg_s", (site, tool, ...args) => {
    callSite = site;
    return tool(...args);
  });

  exports.pendingSites = () => {
    const found = [];
    for (let i = 0; i < awaits.length && found.length < 20; i += 2) {
      if (promiseState(awaits[i + 1]) === 0 && !found.includes(awaits[i])) found.push(awaits[i]);
    }
    return found;
  };
  exports.stuck = exports.pendingSites;

  // The places that an error went through: where it was made or thrown, then the awaits that it left by.
  exports.sitesOf = (error) => {
    const found = [];
    const add = (site) => site >= 0 && !found.includes(site) && found.push(site);
    const isObject = (typeof error === "object" && error !== null) || typeof error === "function";
    if (isObject && sites.has(error)) add(sites.get(error));
    if (lastThrow !== null && Object.is(lastThrow.value, error)) add(lastThrow.site);
    for (let i = 0; i < awaits.length && found.length < 20; i += 2) {
      if (promiseState(awaits[i + 1]) === 2 && Object.is(rejection(awaits[i + 1]), error)) add(awaits[i]);
    }
    return found;
  };
})

// URL and URLSearchParams: the parsing is Rust's crate `url`, which follows the WHATWG's standard.
(function (native) {
  "use strict";
  const define = (name, value) => Object.defineProperty(globalThis, name, { value, writable: true, configurable: true });

  const encode = (text) =>
    encodeURIComponent(text.toWellFormed()).replace(/[!'()~]/g, (c) => "%" + c.charCodeAt(0).toString(16).toUpperCase()).replaceAll("%20", "+");
  const decode = (text) => {
    const bytes = [];
    const encoded = new TextEncoder().encode(text.replaceAll("+", " "));
    for (let i = 0; i < encoded.length; i++) {
      const digits = encoded[i] === 0x25 ? String.fromCharCode(...encoded.slice(i + 1, i + 3)) : "";
      if (/^[0-9a-f]{2}$/i.test(digits)) {
        bytes.push(parseInt(digits, 16));
        i += 2;
      } else {
        bytes.push(encoded[i]);
      }
    }
    return new TextDecoder("utf-8", { ignoreBOM: true }).decode(new Uint8Array(bytes));
  };
  const parse = (query) =>
    query.split("&").filter((part) => part !== "").map((part) => {
      const at = part.indexOf("=");
      return at < 0 ? [decode(part), ""] : [decode(part.slice(0, at)), decode(part.slice(at + 1))];
    });

  class URLSearchParams {
    #pairs = [];
    #changed = null;
    constructor(init = "") {
      if (typeof init === "object" && init !== null) {
        const pairs = typeof init[Symbol.iterator] === "function" ? [...init] : Object.entries(init);
        this.#pairs = pairs.map((pair) => {
          const [name, value, ...more] = pair;
          if (more.length || pair.length === 1) throw new TypeError("each query pair needs a name and a value");
          return [String(name), String(value)];
        });
      } else {
        this.#pairs = parse(String(init).replace(/^\?/, ""));
      }
    }
    static bind(params, query, changed) {
      params.#pairs = parse(query.replace(/^\?/, ""));
      params.#changed = changed;
    }
    #update(pairs) {
      this.#pairs = pairs;
      this.#changed?.(this.toString());
    }
    get size() {
      return this.#pairs.length;
    }
    append(name, value) {
      this.#update([...this.#pairs, [String(name), String(value)]]);
    }
    delete(name, value) {
      this.#update(this.#pairs.filter(([n, v]) => n !== String(name) || (value !== undefined && v !== String(value))));
    }
    get(name) {
      return this.#pairs.find(([n]) => n === String(name))?.[1] ?? null;
    }
    getAll(name) {
      return this.#pairs.filter(([n]) => n === String(name)).map(([, v]) => v);
    }
    has(name, value) {
      return this.#pairs.some(([n, v]) => n === String(name) && (value === undefined || v === String(value)));
    }
    set(name, value) {
      const key = String(name);
      const at = this.#pairs.findIndex(([n]) => n === key);
      if (at < 0) return this.append(name, value);
      this.#update(this.#pairs.filter(([n], i) => i === at || n !== key).map((pair) => (pair[0] === key ? [key, String(value)] : pair)));
    }
    sort() {
      this.#update([...this.#pairs].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)));
    }
    forEach(callback, thisArg) {
      for (const [name, value] of this.#pairs) callback.call(thisArg, value, name, this);
    }
    *keys() {
      for (const [name] of this.#pairs) yield name;
    }
    *values() {
      for (const [, value] of this.#pairs) yield value;
    }
    *entries() {
      for (const [name, value] of this.#pairs) yield [name, value];
    }
    [Symbol.iterator]() {
      return this.entries();
    }
    toString() {
      return this.#pairs.map(([name, value]) => `${encode(name)}=${encode(value)}`).join("&");
    }
  }

  const { bind } = URLSearchParams;
  delete URLSearchParams.bind;

  class URL {
    #href;
    #params = null;
    constructor(url, base) {
      const href = native.urlParse(String(url).toWellFormed(), base === undefined ? undefined : String(base).toWellFormed());
      if (href === undefined || href === null) {
        throw new TypeError(`Invalid URL: ${url}${base === undefined ? "" : ` (base ${base})`}`);
      }
      this.#href = href;
    }
    static canParse(url, base) {
      return URL.parse(url, base) !== null;
    }
    static parse(url, base) {
      try {
        return new URL(url, base);
      } catch {
        return null;
      }
    }
    static part(url, name) {
      return native.urlPart(url.#href, name);
    }
    static change(url, name, value) {
      url.#href = native.urlSet(url.#href, name, String(value).toWellFormed());
      if (name === "search" && url.#params) bind(url.#params, url.search, url.#follow);
    }
    #follow = (query) => {
      this.#href = native.urlSet(this.#href, "search", query);
    };
    get href() {
      return this.#href;
    }
    set href(value) {
      this.#href = new URL(value).#href;
      if (this.#params) bind(this.#params, this.search, this.#follow);
    }
    get searchParams() {
      if (!this.#params) {
        this.#params = new URLSearchParams();
        bind(this.#params, this.search, this.#follow);
      }
      return this.#params;
    }
    toString() {
      return this.#href;
    }
    toJSON() {
      return this.#href;
    }
  }
  const { part, change } = URL;
  delete URL.part;
  delete URL.change;
  for (const name of ["protocol", "username", "password", "host", "hostname", "port", "pathname", "search", "hash"]) {
    Object.defineProperty(URL.prototype, name, {
      get() {
        return part(this, name);
      },
      set(value) {
        change(this, name, value);
      },
      enumerable: true,
      configurable: true,
    });
  }
  Object.defineProperty(URL.prototype, "origin", {
    get() {
      return part(this, "origin");
    },
    enumerable: true,
    configurable: true,
  });
  define("URL", URL);
  define("URLSearchParams", URLSearchParams);
})

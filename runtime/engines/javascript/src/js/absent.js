// What scripts of other places reach for and this sandbox does not have: each says what to use instead.
(function (native, exports) {
  "use strict";
  const define = (name, value) => Object.defineProperty(globalThis, name, { value, writable: true, configurable: true });
  const call = "await tools.PROVIDER.NAME({...})";

  const INSTEAD = {
    fetch: `use a tool that makes HTTP requests, such as await tools.http.request({url})`,
    XMLHttpRequest: `use a tool that makes HTTP requests, such as await tools.http.request({url})`,
    WebSocket: `use a tool that reaches the network`,
    EventSource: `use a tool that reaches the network`,
    Worker: `calls of tools run at once without threads: await Promise.all([...]), or map(items, fn, { width })`,
    SharedWorker: `calls of tools run at once without threads: await Promise.all([...]), or map(items, fn, { width })`,
    require: `use a tool: ${call}; files are tools.files.read({path}), HTTP is tools.http.request({url})`,
    importScripts: `write the code in the script itself`,
    alert: `use console.log for logs, and return the result`,
    prompt: `what the script needs is in \`input\``,
    confirm: `what the script needs is in \`input\``,
  };
  for (const [name, instead] of Object.entries(INSTEAD)) {
    define(name, function () {
      throw new TypeError(`${name} is not available in this sandbox: ${instead}`);
    });
  }

  const OBJECTS = {
    process: "there is no process; arguments are in `input`, the result is what the script returns",
    Deno: `use a tool: ${call}`,
    Bun: `use a tool: ${call}`,
    Buffer: "use Uint8Array, TextEncoder, TextDecoder, atob and btoa",
    localStorage: "keep what you need in variables; a script runs once",
    sessionStorage: "keep what you need in variables; a script runs once",
    document: "there is no page here",
    window: "there is no page here; globals are on globalThis",
  };
  for (const [name, instead] of Object.entries(OBJECTS)) {
    const refuse = (_, property) => {
      if (typeof property === "symbol") return undefined;
      throw new TypeError(`${name}.${property} is not available in this sandbox: ${instead}`);
    };
    define(name, new Proxy({}, { get: refuse, set: refuse, has: () => false }));
  }

  // A dynamic import, rewritten by the host. It rejects and never throws, as everywhere else.
  define("__tg_import", (site, name) => {
    const message = `import(${JSON.stringify(String(name))}) is not available in this sandbox: ${INSTEAD.require}`;
    return Promise.reject(exports.sited(site, new TypeError(message)));
  });

  const module = { exports: {} };
  define("module", module);
  define("exports", module.exports);
})

// Errors that are wrapped on their way up, with what caused them.
class AppError extends Error {
  constructor(message, options) {
    super(message, options);
    this.name = this.constructor.name;
  }
}
class LoadError extends AppError {}
class ConfigError extends AppError {}

async function read(path) {
  try {
    return await tools.fs.read({ path });
  } catch (cause) {
    throw new LoadError(`can't read ${path}`, { cause });
  }
}

async function config(path) {
  const text = await read(path);
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new ConfigError(`${path} is not JSON`, { cause });
  }
}

async function start(path) {
  try {
    const { port } = await config(path);
    if (!Number.isInteger(port)) throw new ConfigError(`port is ${typeof port}`);
    return port;
  } catch (cause) {
    throw new AppError("can't start", { cause });
  }
}

const chain = (error) => (error ? [error.name === "SyntaxError" ? "syntax" : `${error.name}: ${error.message}`, ...chain(error.cause)] : []);

const out = {};
for (const path of ["good.json", "missing.json", "broken.json", "odd.json"]) {
  try {
    out[path] = await start(path);
  } catch (error) {
    out[path] = { chain: chain(error), root: (function root(e) { return e.cause ? root(e.cause) : e; })(error).kind ?? null, isLoad: error.cause instanceof LoadError };
  }
}
return out;

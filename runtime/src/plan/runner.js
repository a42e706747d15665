// What a compiled plan is: `run.rs` and `graph.rs` once more, for a plan whose tasks are bound and checked. Each task is called the moment
// that what it needs is there; one that fails, fails those that need it. It decides nothing about tools: that was done when it was compiled.
//
// A task is { id, tool, needs, arguments }, and tasks are known by their place in the list. Arguments are a template: one of { value },
// { list }, { fields }, { text } (of strings and references), or a reference: { task, path, kinds }. Where it has `kinds`, the result may
// be given as text instead, and they are those that the tool takes there; null: all.
function run({ tasks, notes, bounds }) {
  if (input !== null) throw new SyntaxError("a plan takes no input: write its data into the arguments of its tasks");
  const nodes = tasks.map((task, site) => ({ ...task, site, waits: task.needs.length, dependents: [], result: undefined, failure: undefined }));
  for (const node of nodes) node.needs.forEach((needed) => nodes[needed].dependents.push(node));
  const ready = nodes.filter((node) => node.waits === 0);
  let started = 0;
  let inFlight = 0;
  notes.forEach((note) => console.info("%s", note));

  return new Promise((resolve) => {
    function go() {
      while (started < ready.length) start(ready[started++]);
      if (inFlight === 0) resolve(results());
    }

    function start(node) {
      if (node.failure !== undefined) return;
      const args = argumentsOf(node);
      if (node.failure !== undefined) return;
      inFlight++;
      const settle = (take) => (outcome) => {
        inFlight--;
        take(node, outcome);
        go();
      };
      // By the engine's own mark, so that the call's place is the task's.
      __tg_c(node.site, tools[node.tool], args).then(settle(done), settle(failed));
    }

    go();
  });

  function done(node, result) {
    node.result = result;
    for (const dependent of node.dependents) {
      if (--dependent.waits === 0) ready.push(dependent);
    }
  }

  function failed(node, { kind = "failed", message, data = null, retryable = false }) {
    fail(node, { kind, message, data, retryable, cause: undefined });
  }

  // A task fails, and with it all that need it.
  function fail(first, failure) {
    const failures = [[first, failure]];
    while (failures.length > 0) {
      const [node, failure] = failures.pop();
      if (node.failure !== undefined) continue;
      node.failure = failure;
      for (const dependent of node.dependents) failures.push([dependent, forLackOf(node)]);
    }
  }

  function forLackOf(needed) {
    const { kind, message, retryable, cause = needed } = needed.failure;
    const reason = cause === needed
      ? `it needs task ${needed.id}, which failed: ${needed.tool}: ${kind}: ${beginning(message)}`
      : `it needs task ${needed.id}, which was not called, since task ${cause.id} failed`;
    return { kind: "dependency-failed", message: reason, data: { dependency: needed.id, cause: cause.id }, retryable, cause };
  }

  function beginning(text) {
    const bytes = new Uint8Array(bounds.reason);
    return text.slice(0, new TextEncoder().encodeInto(text.slice(0, bounds.reason), bytes).read);
  }

  // The arguments of a task with all results in their places; where they can't be made, the task has failed then.
  function argumentsOf(node) {
    const template = node.arguments;
    if ("value" in template) return template.value;
    const whole = [];
    const missing = (message) => failed(node, { kind: "invalid-arguments", message });
    let args = build(template, false, whole, missing);
    // The tool may want the text of what is no text.
    const takes = (kinds, kind) => kinds === null || kinds.includes(kind);
    const misfits = whole.some(({ kinds, value }) => !takes(kinds, kindOf(value)));
    if (misfits && whole.every(({ kinds }) => takes(kinds, "string"))) args = build(template, true, [], missing);
    if (node.needs.length > 0 && isLonger(JSON.stringify(args), bounds.arguments)) {
      failed(node, { kind: "limit-exceeded", message: `the arguments have more than ${bounds.arguments} bytes: pass a part of the results` });
    }
    return args;
  }

  // `whole` gets the results that the tool may want as text.
  function build(template, allText, whole, missing) {
    const { value, list, fields, text } = template;
    if ("value" in template) return value;
    if (list !== undefined) return list.map((item) => build(item, allText, whole, missing));
    if (fields !== undefined) return Object.fromEntries(fields.map(([key, field]) => [key, build(field, allText, whole, missing)]));
    if (text !== undefined) return text.map((part) => (typeof part === "string" ? part : asText(find(part, missing)))).join("");
    const found = find(template, missing);
    if (template.kinds === undefined || typeof found === "string") return found;
    whole.push({ kinds: template.kinds, value: found });
    return allText ? asText(found) : found;
  }

  function find({ task, path }, missing) {
    let part = nodes[task].result;
    for (const step of path) {
      const key = !Array.isArray(part) ? step : /^\+?\d+$/.test(step) ? Number(step) : -1;
      if (typeof part !== "object" || part === null || !Object.hasOwn(part, key)) {
        const pointer = path.map((step) => `/${step.replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");
        missing(`the result of task ${nodes[task].id} has nothing at ${pointer}: look at its shape`);
        return null;
      }
      part = part[key];
    }
    return part;
  }

  function asText(value) {
    return typeof value === "string" ? value : JSON.stringify(value);
  }

  function kindOf(value) {
    if (value === null) return "null";
    if (Array.isArray(value)) return "array";
    return Number.isInteger(value) ? "integer" : typeof value;
  }

  // Whether a text has more bytes of UTF-8, which are at most three for each of its units.
  function isLonger(text, bytes) {
    return text.length > bytes || (text.length * 3 > bytes && new TextEncoder().encode(text).length > bytes);
  }

  function results() {
    tellFailures();
    const error = ({ tool, failure: { kind, message, data, retryable } }) => ({ name: "ToolError", tool, kind, message, data, retryable });
    return Object.fromEntries(nodes.map((node) => [node.id, node.failure === undefined ? node.result : error(node)]));
  }

  function tellFailures() {
    const own = nodes.filter(({ failure }) => failure !== undefined && failure.cause === undefined);
    if (own.length === 0) return;
    const others = nodes.filter(({ failure }) => failure?.cause !== undefined).map(({ id }) => id);
    const some = (names) => names.slice(0, bounds.named).join(", ") + (names.length > bounds.named ? ", …" : "");
    const told = some(own.map(({ id, tool, failure }) => `${id} (${tool}: ${failure.kind})`));
    const called = others.length > 0 ? `; not called for that: ${some(others)}` : "";
    console.warn("%s", `${own.length} of ${nodes.length} ${nodes.length === 1 ? "task" : "tasks"} failed: ${told}${called}`);
  }
}

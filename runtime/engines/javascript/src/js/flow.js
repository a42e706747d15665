// The standard library of a script: several calls as one. What ends early ends what it started.
(function (native, exports) {
  "use strict";
  const define = (name, value) => Object.defineProperty(globalThis, name, { value, writable: true, configurable: true });
  const { stringify } = JSON;
  const { ToolError, AbortController, AbortSignal, DOMException, setTimeout, clearTimeout, sleep } = globalThis;
  const NativePromise = Promise;
  const { min, max, ceil, random } = Math;

  const MAX_WIDTH = 10_000;
  const MAX_TIMES = 100;
  const DEFAULT_WIDTH = 16;

  // Options: what a function does not know is a mistake, not a wish.
  function checked(name, options = {}, known) {
    if (typeof options !== "object" || options === null) throw new TypeError(`the options of ${name} are an object: { ${known.join(", ")} }`);
    const unknown = Object.keys(options).find((key) => !known.includes(key));
    if (unknown !== undefined) throw new TypeError(`${unknown} is not an option of ${name}: it takes { ${known.join(", ")} }`);
    return options;
  }
  function whole(name, option, value, least, most) {
    if (Number.isInteger(value) && value >= least && value <= most) return value;
    throw new TypeError(`the option \`${option}\` of ${name} is a whole number from ${least} to ${most}`);
  }
  function number(name, option, value, least) {
    if (typeof value === "number" && value >= least) return value;
    throw new TypeError(`the option \`${option}\` of ${name} is a number of ${least} or more`);
  }
  function callable(name, what, value) {
    if (typeof value === "function") return value;
    throw new TypeError(`${what} of ${name} is a function`);
  }
  function listed(name, sources) {
    if (typeof sources?.[Symbol.iterator] !== "function" || typeof sources === "string") {
      throw new TypeError(`${name} takes an array of promises, or of functions that make them`);
    }
    const list = [...sources];
    if (list.length === 0) throw new TypeError(`${name} was given nothing to choose from: pass at least one source`);
    return list;
  }

  // Work that belongs together. However it ends, what still runs is told by its signal, and calls of tools are cancelled.
  function group(name, { signal, timeout }, work) {
    if (timeout !== undefined) number(name, "timeout", timeout, 0);
    if (signal !== undefined && signal !== null && !(signal instanceof AbortSignal)) throw new TypeError("the option `signal` is an AbortSignal");
    return new NativePromise((resolve, reject) => {
      const controller = new AbortController();
      const running = new Set();
      let ended = false;
      let timer;
      const state = { partial: undefined };
      const end = (settle, value) => {
        if (ended) return;
        ended = true;
        if (timer !== undefined) clearTimeout(timer);
        signal?.removeEventListener("abort", onAbort);
        settle(value);
        if (running.size === 0) return;
        controller.abort(new DOMException(`${name} has ended`, "AbortError"));
        for (const promise of running) native.cancelCall(promise);
      };
      const fail = (error) => {
        if (state.partial !== undefined && error instanceof Error && Object.isExtensible(error)) {
          Object.defineProperty(error, "partial", { value: state.partial, writable: true, configurable: true });
        }
        end(reject, error);
      };
      const onAbort = () => {
        const timedOut = signal.reason?.name === "TimeoutError";
        const message = `${name} was aborted: ${signal.reason?.message ?? signal.reason}`;
        fail(new ToolError(name, timedOut ? "timed-out" : "cancelled", message, null, timedOut));
      };
      const run = (source, args, onValue, onError) => {
        let promise;
        try {
          promise = typeof source === "function" ? source(...args, controller.signal) : source;
          if (!(promise instanceof NativePromise)) promise = NativePromise.resolve(promise);
        } catch (error) {
          promise = NativePromise.reject(error);
        }
        running.add(promise);
        const after = (then) => (value) => {
          running.delete(promise);
          if (ended) return;
          try {
            then(value);
          } catch (error) {
            fail(error);
          }
        };
        promise.then(after(onValue), after(onError));
      };
      if (signal?.aborted) return onAbort();
      signal?.addEventListener("abort", onAbort, { once: true });
      if (timeout !== undefined) {
        timer = setTimeout(() => fail(new ToolError(name, "timed-out", `${name} took longer than its ${timeout} ms`, null, true)), timeout);
      }
      try {
        work({ run, state, fail, succeed: (value) => end(resolve, value), isOver: () => ended });
      } catch (error) {
        fail(error);
      }
    });
  }

  // At most `width` of the items at once, results in their order; `name` is whose options and errors these are.
  async function mapped(name, items, fn, options) {
    const given = checked(name, options, ["width", "errors", "timeout", "signal"]);
    const { errors = "throw" } = given;
    const width = whole(name, "width", given.width ?? DEFAULT_WIDTH, 1, MAX_WIDTH);
    if (!["throw", "keep", "skip"].includes(errors)) throw new TypeError(`the option \`errors\` of ${name} is "throw", "keep" or "skip"`);
    if (typeof items?.[Symbol.iterator] !== "function") throw new TypeError(`${name} takes an array, or what else is iterable`);
    const iterator = items[Symbol.iterator]();
    return group(name, given, ({ run, state, succeed, fail, isOver }) => {
      const results = [];
      const failed = new Set();
      if (errors === "throw") state.partial = results;
      let [index, running, exhausted] = [0, 0, false];
      const settled = (at, result) => {
        results[at] = result;
        running -= 1;
        pull();
      };
      const pull = () => {
        while (!exhausted && running < width && !isOver()) {
          const next = iterator.next();
          if (next.done) {
            exhausted = true;
            break;
          }
          const at = index++;
          running += 1;
          results[at] = undefined;
          run((signal) => fn(next.value, at, signal), [], (value) => settled(at, value), (error) => {
            if (errors === "throw") return fail(error);
            failed.add(at);
            settled(at, error);
          });
        }
        if (exhausted && running === 0) succeed(errors === "skip" ? results.filter((_, at) => !failed.has(at)) : results);
      };
      pull();
    });
  }

  // map(items, fn, { width, errors, timeout, signal }).
  define("map", async (items, fn, options) => {
    callable("map", "the second argument", fn);
    return mapped("map", items, fn, options);
  });

  // batch(items, size, fn, options): `fn` gets up to `size` items at once; the arrays it answers with become one.
  define("batch", async (items, size, fn, options) => {
    whole("batch", "size", size, 1, Number.MAX_SAFE_INTEGER);
    callable("batch", "the third argument", fn);
    if (typeof items?.[Symbol.iterator] !== "function") throw new TypeError("batch takes an array, or what else is iterable");
    const all = [...items];
    const chunks = Array.from({ length: ceil(all.length / size) }, (_, at) => all.slice(at * size, (at + 1) * size));
    const answers = await mapped("batch", chunks, fn, options);
    return answers.flat();
  });

  // first(sources, { timeout, signal }): the first success; the others are cancelled.
  define("first", async (sources, options) => {
    const given = checked("first", options, ["timeout", "signal"]);
    const list = listed("first", sources);
    return group("first", given, ({ run, succeed, fail }) => {
      const errors = [];
      let left = list.length;
      list.forEach((source, at) =>
        run(source, [], succeed, (error) => {
          errors[at] = error;
          if (--left === 0) fail(list.length === 1 ? error : new AggregateError(errors, `first: all ${list.length} sources failed`));
        }),
      );
    });
  });

  // race(sources, { timeout, signal }): whatever settles first, success or failure; the others are cancelled.
  define("race", async (sources, options) => {
    const given = checked("race", options, ["timeout", "signal"]);
    const list = listed("race", sources);
    return group("race", given, ({ run, succeed, fail }) => list.forEach((source) => run(source, [], succeed, fail)));
  });

  // One text for equal values, whatever the order of their keys.
  const canonical = (value) => {
    // What holds itself is found here, and not by copies of ever deeper parts.
    stringify(value);
    return stringify(value, (_, part) =>
      typeof part === "object" && part !== null && !Array.isArray(part)
        ? Object.fromEntries(Object.entries(part).sort(([one], [other]) => (one < other ? -1 : one > other ? 1 : 0)))
        : part,
    ) ?? "undefined";
  };

  // Answers that agree are one group, which counts what its answers weigh; of equal groups the one with the earliest source wins.
  // A group that weighs `decided` ends it before all have answered.
  function consensus(name, list, given, weigh, decided = Infinity) {
    const { key = (value) => value } = given;
    callable(name, "the option `key`", key);
    return group(name, given, ({ run, succeed, fail }) => {
      const groups = new Map();
      const errors = [];
      let left = list.length;
      const ranked = () => [...groups.values()].sort((one, other) => other.weight - one.weight || one.at - other.at);
      const report = (winner) => ({
        value: winner.value,
        votes: winner.votes,
        weight: winner.weight,
        of: list.length,
        groups: ranked().map(({ key, votes, weight, value }) => ({ key, votes, weight, value })),
        errors: errors.filter((error) => error !== undefined),
      });
      const decide = () => {
        const [best] = ranked();
        if (best !== undefined && (left === 0 || best.weight >= decided)) return succeed(report(best));
        if (left === 0) fail(new AggregateError(errors, `${name}: all ${list.length} sources failed`));
      };
      list.forEach((source, at) =>
        run(
          source,
          [],
          (value) => {
            left -= 1;
            const own = key(value, at);
            const text = canonical(own);
            const known = groups.get(text) ?? { key: own, value, votes: 0, weight: 0, at };
            if (at < known.at) Object.assign(known, { at, value });
            known.votes += 1;
            known.weight += weigh(value, at);
            groups.set(text, known);
            decide();
          },
          (error) => {
            left -= 1;
            errors[at] = error;
            decide();
          },
        ),
      );
    });
  }

  // The result, if its answer weighs enough.
  function agreed(name, result, needed, of, what) {
    if (result.weight >= needed) return result;
    const data = { needed, of, groups: result.groups, failed: result.errors.length };
    throw new ToolError(name, "failed", `no answer of ${name} has the ${what} that it needs: the best has ${result.weight}`, data, false);
  }

  // majority(sources, { key, quorum, timeout, signal }): the answer that enough sources agree on; more than half, if not told.
  define("majority", async (sources, options) => {
    const given = checked("majority", options, ["key", "quorum", "timeout", "signal"]);
    const list = listed("majority", sources);
    const needed = whole("majority", "quorum", given.quorum ?? Math.floor(list.length / 2) + 1, 1, list.length);
    // Below half, two answers may both have enough: then all are waited for, and the largest group wins.
    const result = await consensus("majority", list, given, () => 1, needed * 2 > list.length ? needed : Infinity);
    return agreed("majority", result, needed, list.length, `${needed} of ${list.length}`);
  });

  // weighted(sources, { weight, key, quorum, timeout, signal }): the answer whose weights add up to most. A source's weight is
  // its answer's `confidence`, or 1; `quorum` is the least sum that wins.
  define("weighted", async (sources, options) => {
    const given = checked("weighted", options, ["weight", "key", "quorum", "timeout", "signal"]);
    const list = listed("weighted", sources);
    const { weight = (value) => value?.confidence ?? 1, quorum } = given;
    const weights = Array.isArray(weight) ? (_, at) => weight[at] : callable("weighted", "the option `weight`", weight);
    if (quorum !== undefined) number("weighted", "quorum", quorum, 0);
    const weigh = (value, at) => {
      const own = weights(value, at);
      if (typeof own === "number" && own >= 0 && own < Infinity) return own;
      throw new TypeError(`the weight of source ${at} is ${exports.inspect(own, 1)}: weights are numbers of 0 or more`);
    };
    // A confidence says how sure an answer is and not what it is, so it does not tell two answers apart.
    const plain = (value) => {
      if (typeof value !== "object" || value === null || Array.isArray(value) || given.weight !== undefined) return value;
      const { confidence, ...rest } = value;
      return rest;
    };
    const result = await consensus("weighted", list, { key: plain, ...given }, weigh);
    const total = result.groups.reduce((sum, { weight: own }) => sum + own, 0);
    agreed("weighted", result, quorum ?? 0, total, `weight of ${quorum}`);
    return { ...result, share: total > 0 ? result.weight / total : 0 };
  });

  // retry(fn, { times, delay, factor, most, when, timeout, signal }): again after a failure that may pass.
  define("retry", async (fn, options) => {
    const given = checked("retry", options, ["times", "delay", "factor", "most", "when", "timeout", "signal"]);
    callable("retry", "the first argument", fn);
    const times = whole("retry", "times", given.times ?? 3, 1, MAX_TIMES);
    const delay = number("retry", "delay", given.delay ?? 100, 0);
    const factor = number("retry", "factor", given.factor ?? 2, 1);
    const most = number("retry", "most", given.most ?? 10_000, 0);
    const when = callable("retry", "the option `when`", given.when ?? ((error) => error?.retryable === true));
    return group("retry", given, ({ run, succeed, fail }) => {
      const attempt = (number) =>
        run(fn, [number], succeed, (error) => {
          if (number >= times || !when(error, number)) return fail(error);
          const longest = min(most, delay * factor ** (number - 1));
          // Anywhere in the span, so that those who failed together don't come back together; never before the tool said.
          const wait = max(random() * longest, error?.data?.retry_after_ms ?? 0);
          run(sleep(wait), [], () => attempt(number + 1), fail);
        });
      attempt(1);
    });
  });
})

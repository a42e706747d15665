// In which order do try, catch and finally run around awaits, and who has the last word?
const log = [];
const say = (word) => log.push(word);

async function returns() {
  try {
    say("try");
    return await tools.slow.value({});
  } finally {
    say("finally 1");
    await sleep(5);
    say("finally 2");
  }
}

async function overrides() {
  try {
    throw new Error("lost");
  } finally {
    return "from finally";
  }
}

async function replaces() {
  try {
    try {
      await tools.slow.fails({});
    } finally {
      throw new TypeError("second");
    }
  } catch (e) {
    return `${e.name}: ${e.message}`;
  }
}

async function loops() {
  const out = [];
  for (let i = 0; i < 4; i++) {
    try {
      if (i === 1) continue;
      if (i === 3) break;
      out.push(i);
    } finally {
      out.push(`f${i}`);
    }
  }
  return out;
}

async function nested() {
  try {
    try {
      await tools.slow.fails({});
    } catch (e) {
      say(`caught ${e.kind}`);
      throw e;
    } finally {
      say("inner");
    }
  } catch {
    say("outer");
  }
  return "done";
}

const [a, b, c, d, e] = [await returns(), await overrides(), await replaces(), await loops(), await nested()];
return { a, b, c, d, e, log };

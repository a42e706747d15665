const DEFAULT_WAIT = 5;
const LONGEST_WAIT = 1000;

class GaveUp extends Error {
  constructor(wait) {
    super(`would have to wait for ${wait / 3_600_000} h`);
    this.name = "GaveUp";
  }
}

const send = async (to, log) => {
  for (;;) {
    try {
      return await tools.mail.send({ to });
    } catch (e) {
      if (e?.data?.status !== 429) throw e;
      const wait = e.data.retry_after_ms ?? DEFAULT_WAIT;
      log.push(wait);
      if (wait > LONGEST_WAIT) throw new GaveUp(wait);
      const before = Date.now();
      await sleep(wait);
      if (Date.now() - before < wait - 2) throw new Error("woke too early");
    }
  }
};

async function main() {
  const out = {};
  for (const to of ["a@x.org", "b@x.org"]) {
    const waited = [];
    try {
      const { id } = await send(to, waited);
      out[to] = { id, waited };
    } catch (e) {
      out[to] = { error: `${e.name}: ${e.message}`, waited };
    }
  }
  return out;
}

class Skip extends Error {}

const stages = {
  async fetch({ id }) {
    const { lang, text } = await tools.docs.fetch({ id });
    if (!text) throw new Skip("empty");
    return { id, lang, text };
  },
  async translate(doc) {
    if (doc.lang === "en") return doc;
    const { text } = await tools.translate.text({ from: doc.lang, to: "en", text: doc.text });
    return { ...doc, text, translated: true };
  },
  async score(doc) {
    return { ...doc, score: await tools.nlp.sentiment({ text: doc.text }) };
  },
};

async function process(id) {
  let value = { id };
  for (const [name, stage] of Object.entries(stages)) {
    try {
      value = await stage(value);
    } catch (error) {
      if (error instanceof Skip) return { id, skipped: error.message };
      return { id, failed: name, kind: error.kind, at: error.data?.violations?.[0].pointer };
    }
  }
  const { lang, text, ...rest } = value;
  return rest;
}

return Promise.all(input.map(process));

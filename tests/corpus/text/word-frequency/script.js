export default async function () {
  const { text, stop, top } = input;
  // letters with inner apostrophes or hyphens
  const words = text.toLowerCase().match(/\p{L}+(?:['-]\p{L}+)*/gu) ?? [];
  const ignored = new Set(stop);

  const counts = new Map();
  for (const word of words) {
    if (ignored.has(word)) continue;
    counts.set(word, (counts.get(word) ?? 0) + 1);
  }

  const ranking = [...counts].sort(([a, n], [b, m]) => m - n || (a < b ? -1 : a > b ? 1 : 0)).slice(0, top);
  const lengths = Object.groupBy(counts.keys(), (word) => [...word].length);
  return {
    words: words.length,
    ranking,
    longest: lengths[Math.max(...Object.keys(lengths))],
    initials: [...new Set([...counts.keys()].map((w) => w[0]))].sort().join(""),
    numbers: text.match(/\d+(?:\.\d+)?/g).map(Number),
  };
}

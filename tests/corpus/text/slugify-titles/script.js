const SPECIAL = { ß: "ss", ø: "o", æ: "ae", "&": " and " };

function slugify(title) {
  return title
    .normalize("NFKD")
    .replace(/\p{Mn}/gu, "") // the accents that decomposition split off
    .toLowerCase()
    .replace(/[ßøæ&]/g, (c) => SPECIAL[c])
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-+|-+$/g, "");
}

const used = {};
const slugs = input.map((title) => {
  const base = slugify(title) || "untitled";
  used[base] = (used[base] ?? 0) + 1;
  return used[base] === 1 ? base : `${base}-${used[base]}`;
});
slugs;

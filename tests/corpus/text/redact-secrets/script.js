async function main() {
  const lines = await tools.support.transcript({ ticket: 88 });

  const luhn = (digits) => {
    let sum = 0;
    [...digits].reverse().forEach((d, i) => {
      let n = Number(d);
      if (i % 2 === 1 && (n *= 2) > 9) n -= 9;
      sum += n;
    });
    return sum % 10 === 0;
  };

  const counts = {};
  const hit = (kind, text) => {
    counts[kind] = (counts[kind] ?? 0) + 1;
    return text;
  };

  const rules = [
    [/\b(?:\d[ -]?){12,15}\d\b/g, (m) => {
      const digits = m.replace(/\D/g, "");
      return luhn(digits) ? hit("card", `[card …${digits.slice(-4)}]`) : m;
    }],
    [/(?<=\b(?:token|password)\s*[=:]\s*)(?:(["']).*?\1|[^\s;]+)/gi, () => hit("secret", "[secret]")],
    [/\b([\w.+-])[\w.+-]*@((?:[\w-]+\.)+[a-z]{2,})\b/gi, (_, initial, domain) => hit("email", `${initial.toLowerCase()}***@${domain}`)],
    [/(?<![\d.])(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)(?:\.|(?![\d.]))){4}/g, () => hit("ip", "[ip]")],
  ];

  const clean = lines.map((line) => rules.reduce((text, [pattern, replace]) => text.replace(pattern, replace), line));
  return { clean, counts };
}

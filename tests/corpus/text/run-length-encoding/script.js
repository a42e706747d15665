const main = async () => {
  const encode = (text) => text.replace(/(\P{N})\1*/gu, (run, char) => ([...run].length > 1 ? [...run].length : "") + char);
  const decode = (text) => text.replace(/(\d*)(\P{N})/gu, (_, count, char) => char.repeat(count || 1));

  const rows = input
    .filter((text) => !/\d/.test(text))
    .map((text) => {
      const encoded = encode(text);
      return { encoded, same: decode(encoded) === text, ratio: text ? Math.round((100 * [...encoded].length) / [...text].length) : null };
    });

  // look-and-say
  let term = "1";
  const terms = Array.from({ length: 7 }, () => {
    const current = term;
    term = term.replace(/(.)\1*/g, (run, d) => `${run.length}${d}`);
    return current;
  });
  return { rows, terms };
};

return main();

async () => {
  // Levenshtein distance with two rows
  function distance(a, b) {
    let previous = Array.from({ length: b.length + 1 }, (_, j) => j);
    for (let i = 1; i <= a.length; i++) {
      const row = [i];
      for (let j = 1; j <= b.length; j++) {
        row[j] = Math.min(previous[j] + 1, row[j - 1] + 1, previous[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1));
      }
      previous = row;
    }
    return previous.at(-1);
  }

  const suggest = (typed) => {
    const scored = input.commands
      .map((command) => ({ command, score: distance(typed.toLowerCase(), command) }))
      .filter(({ command, score }) => score <= Math.max(1, Math.floor(command.length / 3)))
      .sort((a, b) => a.score - b.score || a.command.localeCompare(b.command));
    if (!scored.length) return `unknown command "${typed}"`;
    const [{ command, score }] = scored;
    return score === 0 ? command : `did you mean ${scored.map((s) => s.command).join(" or ")}?`;
  };

  return Object.fromEntries(input.typed.map((typed) => [typed, suggest(typed)]));
}

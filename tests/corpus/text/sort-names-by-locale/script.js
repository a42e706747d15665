// Accents and case only matter between names that are otherwise equal
const sorted = [...input].sort((a, b) => a.localeCompare(b));
const groups = {};
for (const name of sorted) {
  const letter = name[0].normalize("NFD")[0].toUpperCase();
  (groups[letter] ??= []).push(name);
}
({ sorted, groups, same: "a".localeCompare("a"), before: "a".localeCompare("b") < 0 });

// wide → long: one row per respondent, question and year
const long = input.flatMap(({ id, country, ...rest }) =>
  Object.entries(rest).flatMap(([column, score]) => {
    const match = /^(?<question>q\d+)_(?<year>\d{4})$/.exec(column);
    if (!match || score == null) return [];
    const { question, year } = match.groups;
    return [{ id, country, question, year: Number(year), score }];
  }),
);

long.sort((a, b) => a.question.localeCompare(b.question) || a.year - b.year || a.id - b.id);

const means = {};
for (const { question, year, score } of long) {
  const key = `${question}/${year}`;
  const { n = 0, sum = 0 } = means[key] ?? {};
  means[key] = { n: n + 1, sum: sum + score };
}
for (const key in means) means[key] = means[key].sum / means[key].n;

return { long, means };

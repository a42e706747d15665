const normal = ({ label }) => label.trim().toLowerCase();
const ask = (text) => majority(input.models.map((model) => tools.llm.classify({ model, text })), { key: normal });

const { value, votes, of } = await ask("refund please");
let undecided = null;
try {
  await ask("hello");
} catch (error) {
  const { needed, of, groups, failed } = error.data;
  undecided = { kind: error.kind, needed, of, labels: groups.map((g) => g.key).sort(), failed };
}
return { label: normal(value), votes, of, undecided };

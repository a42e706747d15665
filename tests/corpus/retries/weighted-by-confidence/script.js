const engines = ["fast", "deep", "legacy", "cloud"];
const read = () => engines.map((engine) => tools.ocr[engine]({ image: "scan-7" }));

const byConfidence = await weighted(read());
// two bad engines outvote the good one where each has a weight of its own
const byTrust = await weighted(read(), { weight: [2, 3, 2, 5], key: (v) => v.text });

const short = ({ value, votes, weight, share, errors }) => ({ text: value.text, votes, weight, share: Math.round(share * 1000) / 1000, errors: errors.map((e) => e.message) });
return { byConfidence: short(byConfidence), byTrust: short(byTrust) };

const rows = [{ city: "Oslo", sales: [3, 4] }, { city: "Bergen", sales: [] }, { city: "Oslo", sales: [1] }];
const grouped = await tools.data.jq({ program: "group_by(.city) | map({ city: .[0].city, total: map(.sales[]) | add // 0 })", input: rows });
const several = await tools.data.jq({ program: ".[] | select(.sales | length > $n) | .city", input: rows, variables: { n: 0 } });
const bounded = await tools.data.jq({ program: "repeat(1)", max_outputs: 2 });
const dates = await tools.data.jq({ program: "fromdateiso8601 | strftime(\"%A\")", input: "2024-02-29T12:00:00Z" });
return [grouped.outputs[0], several, bounded, dates.outputs];

// All cities at once; results stay in the order of the input whichever answers first
const reports = await Promise.all(input.map((city) => tools.weather.now({ city })));

const rows = input.map((city, i) => ({ city, fahrenheit: Math.round((reports[i].temp_c * 9) / 5 + 32) }));
const [warmest] = [...rows].sort((a, b) => b.fahrenheit - a.fahrenheit);
console.log("warmest:", warmest.city);

return { rows, warmest: warmest.city, windy: input.filter((_, i) => reports[i].wind > 20) };

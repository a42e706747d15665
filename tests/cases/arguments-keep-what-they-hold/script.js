// Arguments are written as results are: sets and maps keep what they hold, and what JSON lacks is said.
const sent = await tools.echo.back({ ids: new Set([1, 2]), by: new Map([["a", 1]]), n: NaN });
const refused = await tools.echo.back({ pending: tools.echo.back({}) }).catch((error) => error.kind);
let option;
try {
  tools.echo.back({}, { timeoutMs: 3 });
} catch (error) {
  option = error.message;
}
return { sent, refused, option };

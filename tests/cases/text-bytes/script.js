const hashes = await Promise.all(["sha256", "sha512", "sha1", "md5", "blake3"].map((algorithm) => tools.text.hash({ text: "abc", algorithm })));
const same = await tools.text.hash({ base64: "YWJj", algorithm: "md5", encoding: "base64" });
const encoded = await Promise.all([false, true].map((url_safe) => tools.text.base64({ text: "é?>~", url_safe })));
const decoded = await Promise.all(["w6k/Pn4=", "w6k_Pn4", "w6k/\r\n Pn4=", ""].map((text) => tools.text.base64({ text, decode: true })));
const attempts = [
  ["base64", { text: "YWL/", decode: true }], ["base64", { text: "a===", decode: true }], ["base64", {}], ["hash", {}], ["hash", { text: "", base64: "" }],
  ["hash", { base64: "?" }], ["hash", { text: "", algorithm: "crc32" }], ["hash", { text: "a".repeat(9 << 20) }],
];
const wrong = [];
for (const [tool, args] of attempts) {
  wrong.push(await tools.text[tool](args).catch(({ kind, data }) => [kind, data?.code ?? data?.limit ?? data?.violations?.[0]?.pointer]));
}
return { hashes, same, encoded, decoded, empty: await tools.text.hash({ text: "" }), wrong };

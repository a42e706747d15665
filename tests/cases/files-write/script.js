const made = await tools.files.write({ path: "/out/report/one.md", text: "first\n", create_directories: true });
const more = await tools.files.write({ path: "/out/report/one.md", text: "second\n", mode: "append" });
const refused = await tools.files.write({ path: "/out/report/one.md", text: "", mode: "create" }).catch((error) => [error.kind, error.data.code]);
const nowhere = await tools.files.write({ path: "/out/none/two.md", text: "" }).catch((error) => error.data.code);
const bytes = await tools.files.write({ path: "/out/bytes.bin", text: "AAH/", encoding: "base64" });
return [made, more, refused, nowhere, bytes.size, (await tools.files.read({ path: "/out/report/one.md" })).text, (await tools.files.list({ directory: "/out", include: "**" })).entries.map((entry) => entry.path)];

const file = await tools.files.stat({ path: "/src/readme.md" });
const { modified_ms, ...rest } = file;
return [rest, new Date(modified_ms).getFullYear() > 2000, (await tools.files.stat({ path: "/src/lib" })).kind, await tools.files.stat({ path: "/src/none" }).catch((error) => error.data)];
